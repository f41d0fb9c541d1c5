const serialize = require("node-serialize");
const yaml = require("js-yaml");

exports.handler = async (event) => {
  const text = Buffer.from(event.headers.cookie, "base64").toString();
  serialize.unserialize(text); // leastwise: expect unsafe-deserialization
  yaml.load(text);
  yaml.safeLoad(text);
  yaml.unsafeLoad(text); // leastwise: expect unsafe-deserialization
  return JSON.parse(text);
};
