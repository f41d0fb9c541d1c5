import crypto from "node:crypto";

export const handler = async (event) => {
  const cacheKey = crypto.createHash("md5").update(event.rawPath).digest("hex");
  const { secret } = JSON.parse(event.body);
  const stored = crypto.createHash("md5").update(secret).digest("hex"); // leastwise: expect weak-hash
  const signed = crypto.createHmac("sha256", process.env.KEY).update(event.body).digest("hex");
  return { statusCode: 200, body: cacheKey + stored + signed };
};
