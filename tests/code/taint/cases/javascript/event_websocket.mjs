// event: websocket
import { exec } from "node:child_process";

export const handler = async (event) => {
  const { connectionId } = event.requestContext;
  exec(`show ${connectionId}`);
  exec(`show ${JSON.parse(event.body).name}`); // leastwise: expect command-injection
};
