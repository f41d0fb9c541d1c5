const _ = require("lodash");
const deepmerge = require("deepmerge");
const setValue = require("set-value");

exports.handler = async (event) => {
  const body = JSON.parse(event.body);
  const options = {};
  _.merge(options, body); // leastwise: expect prototype-pollution
  _.defaultsDeep(options, body.options); // leastwise: expect prototype-pollution
  _.set(options, body.path, 1); // leastwise: expect prototype-pollution
  _.set(options, "a.b", body.value);
  _.merge(options, { name: event.queryStringParameters.name });
  setValue(options, body.path, 1); // leastwise: expect prototype-pollution
  return deepmerge(options, { a: 1 });
};
