import { exec } from "child_process";

export const handler = async (event) => {
  const query = Object.entries(event.queryStringParameters ?? {})
    .filter(([key]) => key !== "x")
    .reduce((text, [key, value]) => `${text} --${key}=${value}`, "show");
  exec(query); // leastwise: expect command-injection
  const known = Object.keys({ a: 1, b: 2 }).reduce((text, key) => `${text} --${key}`, "show");
  exec(known);
};
