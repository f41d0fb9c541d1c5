const settings = {};

function merge(target, source) {
  for (const key in source) {
    if (typeof source[key] === "object") {
      merge(target[key], source[key]);
    } else {
      target[key] = source[key];
    }
  }
}

exports.handler = async (event) => {
  const { group, name, value } = JSON.parse(event.body);
  settings[group][name] = value; // leastwise: expect prototype-pollution
  settings[name] = value;
  const counts = new Map();
  counts.set(group, value);
  const plain = Object.create(null);
  plain[group] = value;
  if (group === "__proto__" || group === "constructor" || group === "prototype") return {};
  settings[group][name] = value;
};
