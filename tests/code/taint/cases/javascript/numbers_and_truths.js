const { execSync } = require("child_process");
const crypto = require("crypto");

exports.handler = async (event) => {
  const body = JSON.parse(event.body);
  const name = body.name;
  execSync("echo " + name.length);
  execSync(`echo ${name.split(",").length}`);
  execSync("echo " + parseInt(name, 10) + Number(name) + parseFloat(name) + +name);
  execSync("echo " + Number.parseInt(name) + Number.parseFloat(name));
  execSync("echo " + (name > 3) + !name + Boolean(name));
  execSync("echo " + name.indexOf("a") + name.includes("a") + name.startsWith("a"));
  execSync("echo " + name.charCodeAt(0) + name.localeCompare("a"));
  execSync("echo " + /a/.test(name) + isNaN(name) + Number.isInteger(name));
  execSync("echo " + crypto.createHash("sha256").update(name).digest("hex"));
  execSync("echo " + crypto.timingSafeEqual(Buffer.from(name), Buffer.from("a")));
  execSync("echo " + Buffer.byteLength(name));
  execSync("echo " + name.split(",").map(Number).join(","));
  execSync("echo " + name.trim()); // leastwise: expect command-injection
  execSync("echo " + name + name.length); // leastwise: expect command-injection
  execSync("echo " + name.split(",").map(String).join(",")); // leastwise: expect command-injection
  execSync("echo " + Object.keys(name)); // leastwise: expect command-injection
  execSync("echo " + JSON.stringify({ name })); // leastwise: expect command-injection
};
