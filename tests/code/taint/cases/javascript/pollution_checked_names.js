const BAD = ["__proto__", "constructor", "prototype"];

function put(target, path, value) {
  const names = path.split(".");
  if (names.some((name) => BAD.includes(name))) {
    throw new Error("no such name");
  }
  const inner = (target[names[0]] = target[names[0]] || {});
  inner[names[1]] = value;
  return target;
}

function putAny(target, path, value) {
  const names = path.split(".");
  const inner = target[names[0]];
  inner[names[1]] = value; // leastwise: expect prototype-pollution
  return target;
}

exports.handler = async (event) => {
  const { path, value } = JSON.parse(event.body);
  return { statusCode: 200, body: JSON.stringify([putAny({ a: {} }, path, value), put({}, path, value)]) };
};
