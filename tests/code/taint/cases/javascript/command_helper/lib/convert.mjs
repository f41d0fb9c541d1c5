import { execSync } from "child_process";

export function convert(name, { size }) {
  const command = ["convert", name, "-size", size].join(" ");
  return execSync(command).toString(); // leastwise: expect command-injection
}
