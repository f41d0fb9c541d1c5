const SIGNS = { "<": "&lt;", ">": "&gt;", "&": "&amp;" };
const byMap = (text) => text.replace(/[<>&]/g, (sign) => SIGNS[sign]);
const byChain = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
const once = (text) => text.replace("<", "&lt;");
const quotes = (text) => text.replace(/"/g, "&quot;");
const headers = { "content-type": "text/html" };

exports.handler = async (event) => {
  const { name = "you", page } = event.queryStringParameters;
  switch (page) {
    case "a":
      return { statusCode: 200, headers, body: `<p>${byMap(name)}</p>` };
    case "b":
      return { statusCode: 200, headers, body: `<p>${byChain(name)}</p>` };
    case "c":
      return { statusCode: 200, headers, body: `<p>${once(name)}</p>` }; // leastwise: expect xss
    default:
      return { statusCode: 200, headers, body: `<p>${quotes(name)}</p>` }; // leastwise: expect xss
  }
};
