// event: logs
import zlib from "node:zlib";
import { exec } from "node:child_process";

export const handler = async (event) => {
  const data = JSON.parse(zlib.gunzipSync(Buffer.from(event.awslogs.data, "base64")).toString());
  for (const { message } of data.logEvents) exec(`notify ${message}`); // leastwise: expect command-injection
};
