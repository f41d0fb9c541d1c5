import { execSync } from "node:child_process";

export const handler = async (event) => {
  const kept = encodeURIComponent(event.body);
  execSync(`echo ${decodeURIComponent(kept)}`); // leastwise: expect command-injection
  return { statusCode: 200, body: "" };
};
