const merge = require("lodash.merge");
const set = require("lodash.set");
const mergeOptions = require("merge-options");
const pointer = require("json-pointer");
const dot = require("dot-object");

exports.handler = async (event) => {
  const body = JSON.parse(event.body);
  merge({}, body);
  set({}, body.path, 1); // leastwise: expect prototype-pollution
  mergeOptions({}, body);
  pointer.set({}, body.path, 1);
  dot.set(body.path, 1, {}); // leastwise: expect prototype-pollution
  dot.set("a.b", body.value, {});
  return { statusCode: 200 };
};
