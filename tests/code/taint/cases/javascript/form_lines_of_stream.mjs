// event: s3
import { createInterface } from "node:readline";
import { execSync } from "node:child_process";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";

const s3 = new S3Client({});

export const handler = async ({ Records: [{ s3: place }] }) => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: place.bucket.name, Key: place.object.key }));
  for await (const line of createInterface({ input: Body })) {
    execSync(`echo ${line}`); // leastwise: expect command-injection
  }
};
