const { exec } = require("child_process");

const quote = (text) => `'${text}'`;
const run = (name) => exec(`show ${name}`); // leastwise: expect command-injection
const list = (name) => exec(`list ${name}`);

exports.handler = async (event) => {
  run(quote(event.queryStringParameters.name));
  run("fixed");
  list("fixed");
  list(quote("fixed"));
};
