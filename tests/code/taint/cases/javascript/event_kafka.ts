// event: kafka
import { execSync } from "node:child_process";
import type { MSKEvent } from "aws-lambda";

export const handler = async (event: MSKEvent) => {
  for (const [topic, records] of Object.entries(event.records)) {
    for (const { value } of records) {
      execSync(`show ${Buffer.from(value, "base64")}`); // leastwise: expect command-injection
    }
  }
};
