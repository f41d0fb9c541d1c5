const { exec } = require("child_process");

exports.handler = async (event) => {
  const name = event.queryStringParameters.name;
  exec(`show ${name.replace(/[^a-z0-9]/gi, "")}`);
  exec(`show ${name.replace(/\s/g, "")}`); // leastwise: expect command-injection
  exec(`show ${name.replace("'", "")}`); // leastwise: expect command-injection
};
