const { execSync } = require("child_process");

const TOOLS = ["resize", "crop"];
const HOSTS = ["https://a.example.com/", "https://b.example.com/"];

exports.handler = async (event) => {
  const { tool, url, names } = JSON.parse(event.body);
  if (TOOLS.some((one) => one === tool)) execSync(tool);
  if (TOOLS.indexOf(tool) !== -1) execSync(tool);
  if (TOOLS.indexOf(tool) < 0) execSync(tool); // leastwise: expect command-injection
  if (TOOLS.some((one) => tool.startsWith(one))) execSync(tool); // leastwise: expect command-injection
  if (HOSTS.some((one) => url.startsWith(one))) await fetch(url);
  if (HOSTS.some((one) => url.includes(one))) await fetch(url); // leastwise: expect ssrf
  if (names.some((name) => TOOLS.includes(name))) execSync(names[0]); // leastwise: expect command-injection
};
