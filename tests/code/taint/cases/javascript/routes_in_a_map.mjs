import { readFile } from "node:fs/promises";

const isSlug = (text) => /^[a-z0-9-]+$/.test(text);
const isText = (text) => typeof text === "string" && text.length < 100;
const ensure = (check, text) => {
  if (!check(text)) throw new Error("bad");
  return text;
};

const routes = new Map([
  [/^GET \/texts\/(.+)$/, async (_event, [name]) => readFile(`/mnt/texts/${name}`, "utf8")], // leastwise: expect path-traversal
  [/^GET \/slugs\/(.+)$/, async (_event, [name]) => readFile(`/mnt/texts/${ensure(isSlug, name)}`, "utf8")],
  [/^GET \/names\/(.+)$/, async (_event, [name]) => readFile(`/mnt/texts/${ensure(isText, name)}`, "utf8")], // leastwise: expect path-traversal
  [/^GET \/fixed$/, async (event) => readFile(`/mnt/texts/${event.queryStringParameters.name}`, "utf8")], // leastwise: expect path-traversal
]);

export const handler = async (event) => {
  const key = `${event.requestContext.http.method} ${decodeURIComponent(event.rawPath)}`;
  for (const [pattern, route] of routes) {
    const match = key.match(pattern);
    if (match) return { statusCode: 200, body: await route(event, match.slice(1)) };
  }
  return { statusCode: 404 };
};
