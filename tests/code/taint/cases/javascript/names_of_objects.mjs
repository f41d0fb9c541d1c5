// event: schedule
import { writeFileSync } from "node:fs";
import { basename } from "node:path";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";

const client = new S3Client({});
const Bucket = process.env.BUCKET;

export const handler = async () => {
  const { Contents } = await client.send(new ListObjectsV2Command({ Bucket }));
  for (const { Key, ETag } of Contents ?? []) {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
    writeFileSync(`/tmp/${Key}`, await Body.transformToString()); // leastwise: auditor path-traversal
    writeFileSync(`/tmp/${basename(Key)}`, "");
    writeFileSync(`/tmp/${ETag}`, "");
  }
};
