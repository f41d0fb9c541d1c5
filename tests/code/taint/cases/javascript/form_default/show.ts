import { execFileSync, execSync } from "child_process";

interface Options {
  name?: string;
}

export default function show({ name = "all" }: Options): string {
  execFileSync("show", [name]);
  return execSync(`show ${name}`).toString(); // leastwise: expect command-injection
}
