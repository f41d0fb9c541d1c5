import escapeHtml from "escape-html";

const html = (body) => ({ statusCode: 200, headers: { "Content-Type": "text/html; charset=utf-8" }, body }); // leastwise: expect xss

export const handler = async (event) => {
  const name = event.queryStringParameters?.name;
  if (event.rawPath === "/safe") {
    return { statusCode: 200, headers: { "content-type": "text/html" }, body: `<p>${escapeHtml(name)}</p>` };
  }
  if (event.rawPath === "/json") {
    return { statusCode: 200, headers: { "content-type": "application/json" }, body: `{"name": "${name}"}` };
  }
  return html(`<p>Hello ${name}</p>`);
};
