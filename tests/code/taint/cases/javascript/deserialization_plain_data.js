const v8 = require("v8");
const { unserialize } = require("php-serialize");
const { unserialize: revive } = require("node-serialize");

exports.handler = async (event) => {
  v8.deserialize(Buffer.from(event.body, "base64"));
  unserialize(event.body);
  revive(event.body); // leastwise: expect unsafe-deserialization
  return { statusCode: 200 };
};
