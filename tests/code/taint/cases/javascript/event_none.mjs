// event: none
import { exec } from "node:child_process";

export const handler = async (event) => {
  exec(`show ${event.name}`); // leastwise: expect command-injection
};
