import Ajv from "ajv";
import { execSync } from "child_process";

const ajv = new Ajv();
const validate = ajv.compile({
  type: "object",
  properties: {
    size: { type: "integer" },
    format: { enum: ["png", "jpg"] },
    name: { type: "string", pattern: "^[a-z0-9]+$" },
    title: { type: "string" },
  },
  additionalProperties: false,
});

export const handler = async (event) => {
  const body = JSON.parse(event.body);
  execSync(`convert -size ${body.size}`); // leastwise: expect command-injection
  if (!validate(body)) return { statusCode: 400 };
  execSync(`convert -size ${body.size} ${body.name}.${body.format}`);
  execSync(`convert -title '${body.title}'`); // leastwise: expect command-injection
};
