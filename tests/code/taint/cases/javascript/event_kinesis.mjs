// event: kinesis
import { execSync } from "child_process";

export const handler = async (event) => {
  const all = event.Records.map((record) => JSON.parse(Buffer.from(record.kinesis.data, "base64").toString("utf8")));
  all.forEach((one) => execSync(`show ${one.name}`)); // leastwise: expect command-injection
  return { batchItemFailures: [] };
};
