const loaded = {};
const made = {};

const make = (name) => ({ name });

function get(name) {
  made[name] = made[name] || make(name);
  return made[name];
}

exports.handler = async (event) => {
  const { kind, part, value } = JSON.parse(event.body);
  loaded[kind] ??= make(kind);
  get(kind).value = value;
  loaded[kind][part] = value; // leastwise: expect prototype-pollution
  return { statusCode: 200, body: JSON.stringify(loaded[kind]) };
};
