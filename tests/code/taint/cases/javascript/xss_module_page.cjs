// event: function-url
const page = (title, inner) => `<!doctype html><title>${title}</title>${inner}`;

exports.handler = async (event) => {
  const list = (event.queryStringParameters?.tags ?? "").split(",").map((tag) => `<li>${tag}</li>`).join("");
  const response = { statusCode: 200, headers: {} };
  response.headers["Content-Type"] = "text/html";
  response.body = page("Tags", list);
  return response; // leastwise: expect xss
};
