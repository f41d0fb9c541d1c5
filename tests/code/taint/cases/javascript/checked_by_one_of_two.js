const { execSync } = require("child_process");

const PLAIN = /^[a-z]+$/;
const NUMBER = /^[0-9]+$/;

exports.handler = async (event) => {
  const { name, other } = event.queryStringParameters;
  if (PLAIN.test(name) || NUMBER.test(name)) {
    execSync(`convert ${name}`);
  }
  if (!PLAIN.test(name) && !NUMBER.test(name)) return { statusCode: 400 };
  execSync(`convert ${name}`);
  if (PLAIN.test(name) || PLAIN.test(other)) {
    execSync(`convert ${other}`); // leastwise: expect command-injection
  }
  return { statusCode: 200 };
};
