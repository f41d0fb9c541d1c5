const { exec, execFile, execSync, spawn, spawnSync } = require("node:child_process");
const util = require("util");
const run = util.promisify(exec);

exports.handler = async (event) => {
  const { file, tool } = JSON.parse(event.body);
  await run(`file ${file}`); // leastwise: expect command-injection
  execFile("file", [file], () => {});
  execFile(tool, ["--version"], () => {}); // leastwise: expect command-injection
  spawn("file", [file]);
  spawn("file", [file], { shell: true }); // leastwise: expect command-injection
  spawnSync("sh", ["-c", `file ${file}`]); // leastwise: expect command-injection
  execSync("file " + JSON.stringify(file)); // leastwise: expect command-injection
  spawnSync("file", [file], { shell: false });
};
