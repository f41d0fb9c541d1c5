import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import http from "node:http";
import https from "node:https";

const key = Buffer.from(process.env.KEY, "hex");
const start = Buffer.alloc(16, 0);

https.globalAgent.options.rejectUnauthorized = false; // leastwise: expect tls-not-verified

export const handler = async (event) => {
  const cipher = createCipheriv("aes-256-cbc", key, new Uint8Array(16)); // leastwise: expect weak-cipher
  const back = createDecipheriv("aes-256-cbc", key, start); // leastwise: expect weak-cipher
  const iv = Buffer.from(event.body.split(":")[0], "hex");
  const other = createDecipheriv("aes-256-cbc", key, iv);
  const good = createCipheriv("aes-256-gcm", key, randomBytes(12));
  http.request({ hostname: "partner.shop", path: "/orders", method: "POST" }).end(); // leastwise: expect plain-http
  http.request({ host: "localhost", path: "/orders" }).end();
  await fetch(new URL("/orders", "http://partner.shop")); // leastwise: expect plain-http
  return { statusCode: 200, body: [cipher, back, other, good].length };
};
