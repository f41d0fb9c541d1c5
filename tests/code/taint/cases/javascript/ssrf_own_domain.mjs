export const handler = async (event) => {
  const { address } = event.queryStringParameters;
  const { hostname } = new URL(address);
  if (hostname.endsWith("shop.example")) {
    await fetch(address); // leastwise: expect ssrf
  }
  if (!hostname.endsWith(".shop.example")) return { statusCode: 400 };
  await fetch(address);
  return { statusCode: 200 };
};
