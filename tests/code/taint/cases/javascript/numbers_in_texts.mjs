// event: sqs
import { execSync } from "node:child_process";
import util, { format } from "node:util";

export const handler = async (event) => {
  for (const record of event.Records) {
    const { count, name } = JSON.parse(record.body);
    execSync(format("tag %d %i", count, count));
    execSync(util.format("tag %d %s", count, name)); // leastwise: expect command-injection
    execSync(format("tag %s", name)); // leastwise: expect command-injection
    execSync(format("tag %d", count, name)); // leastwise: expect command-injection
    execSync(format("tag %s 100%%", "x"));
  }
};
