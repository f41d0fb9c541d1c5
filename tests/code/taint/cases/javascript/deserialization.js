const serialize = require("node-serialize");
const yaml = require("js-yaml");
const v8 = require("v8");

exports.handler = async (event) => {
  const text = Buffer.from(event.headers.cookie, "base64").toString();
  serialize.unserialize(text); // leastwise: expect unsafe-deserialization
  yaml.load(text);
  yaml.safeLoad(text);
  yaml.unsafeLoad(text); // leastwise: expect unsafe-deserialization
  v8.deserialize(Buffer.from(event.body, "base64")); // leastwise: expect unsafe-deserialization
  return JSON.parse(text);
};
