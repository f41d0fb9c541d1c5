// event: s3
import { execSync } from "node:child_process";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";

const client = new S3Client({});
const Bucket = process.env.BUCKET;

export const handler = async (event) => {
  for (const record of event.Records) {
    const Key = decodeURIComponent(record.s3.object.key);
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, Range: "bytes=0-999" }));
    const text = await Body.transformToString();
    execSync(`echo ${text}`); // leastwise: expect command-injection
    const own = await client.send(new GetObjectCommand({ Bucket, Key: "settings.txt" }));
    execSync(`echo ${await own.Body.transformToString()}`);
  }
};
