// event: function-url
import { exec } from "child_process";

export const handler = awslambda.streamifyResponse(async (event, responseStream, context) => {
  exec(`show ${event.queryStringParameters.name}`); // leastwise: expect command-injection
  responseStream.end();
});
