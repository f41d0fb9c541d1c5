const Ajv = require("ajv");
const { execSync } = require("child_process");

const properties = { id: { type: "string", pattern: "^[a-z]+$" }, name: { type: "string" } };
const validate = new Ajv().compile({ type: "object", properties, additionalProperties: false });

exports.handler = async (event) => {
  const order = event.body ? JSON.parse(event.body) : {};
  if (!validate(order)) return { statusCode: 400 };
  execSync(`print ${order.id}`);
  execSync(`print ${order.name}`); // leastwise: expect command-injection
  return { statusCode: 201 };
};
