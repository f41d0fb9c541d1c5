// event: rest-api
import { exec } from "node:child_process";

export const handler = async (event) => {
  exec(`show ${event.requestContext.authorizer.claims.sub}`);
  exec(`show ${event.requestContext.requestId}`);
  exec(`show ${event.multiValueHeaders["x-name"][0]}`); // leastwise: expect command-injection
};
