// event: sqs
import { exec, execFile } from "node:child_process";

export const handler = async (event) => {
  for (const record of event.Records) {
    const { name } = JSON.parse(record.body);
    exec(`convert ${name}`); // leastwise: expect command-injection
    execFile("convert", [name]);
  }
};
