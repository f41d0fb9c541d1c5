import { exec } from "child_process";
import { createHash, randomUUID } from "crypto";

export const handler = async (event: any) => {
  const { n } = event.queryStringParameters;
  exec(`show ${Number(n)}`);
  exec(`show ${parseInt(n, 10)}`);
  exec(`show ${+n}`);
  exec(`show ${n * 2}`);
  exec(`show ${Boolean(n)} ${!!n} ${n === "a"}`);
  exec(`show ${createHash("sha256").update(n).digest("hex")}`);
  exec(`show ${new Date(n).toISOString()}`);
  exec(`show ${randomUUID()}`);
  exec(`show ${n as number}`); // leastwise: expect command-injection
  exec(`show ${n + 2}`); // leastwise: expect command-injection
  exec(`show ${n?.trim().toLowerCase()}`); // leastwise: expect command-injection
};
