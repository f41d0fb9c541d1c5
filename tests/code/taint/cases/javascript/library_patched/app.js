const _ = require("lodash");
const yaml = require("js-yaml");

exports.handler = async (event) => {
  const body = JSON.parse(event.body);
  yaml.load(body.text); // leastwise: expect unsafe-deserialization
  return _.merge({}, body);
};
