const validator = require("validator");
const { exec } = require("child_process");
const uuid = require("uuid");

exports.handler = async (event) => {
  const { id, mail, host } = JSON.parse(event.body);
  if (validator.isUUID(id)) exec(`show ${id}`);
  if (validator.isEmail(mail)) exec(`mail ${mail}`); // leastwise: expect command-injection
  if (!uuid.validate(host)) throw new Error("no");
  exec(`show ${host}`);
};
