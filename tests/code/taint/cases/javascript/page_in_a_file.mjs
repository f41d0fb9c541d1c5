import { createReadStream, readFileSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";

const s3 = new S3Client();
const escape = (text) => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

export const handler = async (event) => {
  const { name } = event.queryStringParameters;
  const file = path.join("/tmp", "page.html");
  writeFileSync(file, `<h1>${name}</h1>`);
  const page = { Bucket: "pages", Key: "a", Body: createReadStream(file), ContentType: "text/html" };
  await s3.send(new PutObjectCommand(page)); // leastwise: expect xss
  const plain = { Bucket: "pages", Key: "a", Body: readFileSync(file), ContentType: "text/plain" };
  await s3.send(new PutObjectCommand(plain));
  await writeFile("/tmp/safe.html", `<h1>${escape(name)}</h1>`);
  const safe = { Bucket: "pages", Key: "b", Body: createReadStream("/tmp/safe.html"), ContentType: "text/html" };
  await s3.send(new PutObjectCommand(safe));
};
