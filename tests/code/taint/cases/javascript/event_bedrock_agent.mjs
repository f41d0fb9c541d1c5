// event: bedrock-agent
import { exec } from "node:child_process";

export const handler = async (event) => {
  const name = event.parameters.find((one) => one.name === "name").value;
  exec(`show ${name}`); // leastwise: expect prompt-injection-sink
  exec(`show ${event.messageVersion}`);
};
