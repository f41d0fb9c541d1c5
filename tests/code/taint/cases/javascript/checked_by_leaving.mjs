import { execSync } from "node:child_process";

const refuse = (why) => {
  throw new Error(why);
};
const later = async (why) => {
  throw new Error(why);
};
const told = async (why) => {
  throw new Error(why);
};

export const handler = async (event) => {
  const { one, two, three, four } = event.queryStringParameters;
  if (!/^[a-z]+$/.test(one)) refuse("no name");
  execSync(`dig ${one}`);
  if (!/^[a-z]+$/.test(two)) await later("no name");
  execSync(`dig ${two}`);
  if (!/^[a-z]+$/.test(three)) told("nobody waits for it");
  execSync(`dig ${three}`); // leastwise: expect command-injection
  if (!/^[a-z]+$/.test(four)) process.exit(1);
  execSync(`dig ${four}`);
  return { statusCode: 200 };
};
