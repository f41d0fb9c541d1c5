import { LambdaClient, InvokeCommand } from "@aws-sdk/client-lambda";
import { S3Client, GetObjectCommand } from "@aws-sdk/client-s3";

const lambda = new LambdaClient({});
const s3 = new S3Client({});
const FUNCTIONS = { a: process.env.A, b: process.env.B };

export const handler = async (event) => {
  const { action, bucket, key } = JSON.parse(event.body);
  await lambda.send(new InvokeCommand({ FunctionName: `shop-${action}`, Payload: "{}" })); // leastwise: expect tainted-invoke
  await lambda.send(new InvokeCommand({ FunctionName: FUNCTIONS[action], Payload: event.body }));
  await s3.send(new GetObjectCommand({ Bucket: bucket, Key: "a" })); // leastwise: expect tainted-invoke
  await s3.send(new GetObjectCommand({ Bucket: process.env.BUCKET, Key: key })); // leastwise: auditor path-traversal
};
