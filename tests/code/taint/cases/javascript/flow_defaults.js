const { exec } = require("child_process");

exports.handler = async ({ queryStringParameters: { name = "all", ...rest } = {}, headers }) => {
  exec(`show ${name}`); // leastwise: expect command-injection
  exec(`show ${rest.size}`); // leastwise: expect command-injection
  exec(`show ${headers?.["x-name"] || "none"}`); // leastwise: expect command-injection
  const size = rest.size > 10 ? "large" : "small";
  exec(`show ${size}`);
};
