// event: ses
import { exec } from "child_process";

export const handler = async (event) => {
  const { mail } = event.Records[0].ses;
  exec(`file ${mail.commonHeaders.subject}`); // leastwise: expect command-injection
};
