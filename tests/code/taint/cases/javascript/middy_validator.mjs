import middy from "@middy/core";
import jsonBodyParser from "@middy/http-json-body-parser";
import validator from "@middy/validator";
import { transpileSchema } from "@middy/validator/transpile";
import { exec } from "child_process";

const schema = {
  type: "object",
  properties: {
    body: { type: "object", properties: { id: { type: "integer" }, name: { type: "string" } } },
  },
};

const show = async (event) => {
  exec(`show ${event.body.id}`);
  exec(`show ${event.body.name}`); // leastwise: expect command-injection
};

export const handler = middy(show)
  .use(jsonBodyParser())
  .use(validator({ eventSchema: transpileSchema(schema) }));
