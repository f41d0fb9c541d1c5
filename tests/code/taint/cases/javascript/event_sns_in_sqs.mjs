// event: sqs
import { execSync } from "node:child_process";

export const handler = async ({ Records }) => {
  await Promise.all(
    Records.map(async ({ body, messageId }) => {
      const { Message } = JSON.parse(body);
      execSync(`show ${JSON.parse(Message).name}`); // leastwise: expect command-injection
      execSync(`show ${messageId}`);
    }),
  );
};
