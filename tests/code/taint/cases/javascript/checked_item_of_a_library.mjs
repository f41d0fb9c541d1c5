// event: sqs
import { execSync } from "node:child_process";
import { gunzipSync } from "node:zlib";
import qs from "qs";
import yaml from "js-yaml";

export const handler = async (event) => {
  for (const record of event.Records) {
    const sent = qs.parse(record.body);
    if (!/^[a-z]+$/.test(sent.kind)) throw new Error("kind");
    execSync(`tag ${sent.kind}`);
    execSync(`tag ${sent.kind.toUpperCase()}`);
    execSync(`tag ${sent.name}`); // leastwise: expect command-injection
    const { port, ship } = yaml.load(record.body);
    if (/^[A-Z]{5}$/.test(port)) {
      execSync(`tag ${port}`);
      execSync(`tag ${ship}`); // leastwise: expect command-injection
    }
    const packed = JSON.parse(gunzipSync(Buffer.from(record.body, "base64")).toString());
    if (/^[a-z]+$/.test(packed.kind)) {
      execSync(`tag ${packed.kind}`);
      execSync(`tag ${packed.note}`); // leastwise: expect command-injection
    }
  }
};
