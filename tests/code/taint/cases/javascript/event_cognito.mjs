// event: cognito
import { exec } from "child_process";

export const handler = async (event) => {
  exec(`welcome ${event.request.userAttributes.name}`); // leastwise: expect command-injection
  exec(`welcome ${event.userPoolId}`);
  return event;
};
