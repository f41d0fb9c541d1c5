const vm = require("vm");

exports.handler = async (event) => {
  const { rule, module } = JSON.parse(event.body);
  eval(rule); // leastwise: expect code-injection
  new Function("row", `return ${rule}`)({}); // leastwise: expect code-injection
  vm.runInNewContext(rule, {}); // leastwise: expect code-injection
  setTimeout(rule, 10);
  setTimeout(() => console.log(rule.length), 10);
  require(module); // leastwise: expect code-injection
  await import(`./plugins/${module}.mjs`); // leastwise: expect code-injection
  return JSON.parse(rule);
};
