const { execSync, execFile, spawnSync } = require("child_process");

exports.handler = async (event) => {
  const { url, name } = event.queryStringParameters;
  execFile("curl", ["-sL", url]); // leastwise: expect ssrf
  spawnSync("wget", ["-O", "/tmp/page", `http://${name}/`]); // leastwise: expect ssrf
  execFile("curl", ["-o", name, "https://api.example.com/"]);
  execFile("curl", [`https://api.example.com/${name}`]);
  execFile("convert", [url, "/tmp/page"]);
  execSync(`curl --silent -L ${url} | wc -`); // leastwise: expect command-injection // leastwise: auditor ssrf
  execSync(`curl https://api.example.com/${name}`); // leastwise: expect command-injection
  execSync(`gzip curl-${name}`); // leastwise: expect command-injection
};
