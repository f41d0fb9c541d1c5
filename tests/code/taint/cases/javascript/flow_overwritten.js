const { exec } = require("child_process");

exports.handler = async (event) => {
  let name = event.queryStringParameters.name;
  name = "fixed";
  exec(`show ${name}`);
  const names = { a: event.queryStringParameters.name, b: "fixed" };
  exec(`show ${names.b}`);
  exec(`show ${names["a"]}`); // leastwise: expect command-injection
  const [first, second] = [event.queryStringParameters.name, "fixed"];
  exec(`show ${second}`);
  exec(`show ${first}`); // leastwise: expect command-injection
  const map = new Map([["a", event.queryStringParameters.name]]);
  map.set("b", "fixed");
  exec(`show ${map.get("b")}`);
  exec(`show ${map.get("a")}`); // leastwise: expect command-injection
};
