const { execSync } = require("child_process");
const fs = require("fs");

const add = (body) => execSync("echo " + body.name); // leastwise: expect command-injection
const drop = (body) => execSync("echo " + body.other); // leastwise: expect command-injection
const HANDLERS = { add, drop };
const BY_NAME = new Map([["add", add], ["drop", drop]]);

class Shop {
  add(body) {
    return 1;
  }

  run(body) {
    return this[body.action](body); // leastwise: expect code-injection
  }

  safe(body) {
    return this["on" + body.action](body);
  }
}

exports.handler = async (event) => {
  const body = JSON.parse(event.body);
  HANDLERS[body.action](body);
  BY_NAME.get(body.action)(body);
  global[body.action](body); // leastwise: expect code-injection
  globalThis[body.action](body); // leastwise: expect code-injection
  process[body.action](); // leastwise: expect code-injection
  fs[body.action]("/tmp/a"); // leastwise: expect code-injection
  require(body.action); // leastwise: expect code-injection
  await import(body.action); // leastwise: expect code-injection
  new Shop().run(body);
  new Shop().safe(body);
  Math[body.round](1.5);
  if (["add", "drop"].includes(body.known)) {
    global[body.known](body);
  }
  const colour = new Shop()[body.colour];
  return { statusCode: 200, body: JSON.stringify({ colour: typeof colour }) };
};
