const https = require("https");

exports.handler = async (event) => {
  const { name } = event.queryStringParameters;
  https.get({ hostname: "api.example.com", path: `/items/${name}` }); // leastwise: auditor ssrf
  https.request({ hostname: "api.example.com", path: `/items/${encodeURIComponent(name)}` });
  https.request({ hostname: "api.example.com", path: "/items", method: "POST", body: name });
  https.request({ hostname: name, path: "/items" }); // leastwise: expect ssrf
};
