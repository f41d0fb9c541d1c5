const ALLOWED = new Set(["api.example.com", "img.example.com"]);

export const handler = async (event) => {
  const { url, other, third } = event.queryStringParameters;
  const parsed = new URL(url);
  if (!ALLOWED.has(parsed.hostname)) return { statusCode: 400 };
  await fetch(url);
  if (new URL(other).protocol !== "https:") return { statusCode: 400 };
  await fetch(other); // leastwise: expect ssrf
  if (third.startsWith("https://api.example.com/")) await fetch(third);
  if (third.startsWith("https://")) await fetch(third); // leastwise: expect ssrf
};
