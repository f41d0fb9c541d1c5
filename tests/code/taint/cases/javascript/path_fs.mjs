import fs from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

const BASE = "/mnt/files";

export const handler = async (event) => {
  const { name, kind } = event.queryStringParameters;
  fs.readFileSync(`/mnt/files/${name}`); // leastwise: expect path-traversal
  await readFile(path.join(BASE, name)); // leastwise: expect path-traversal
  await readFile(path.join(BASE, path.basename(name)));
  await fs.promises.writeFile(path.resolve(BASE, name), "x"); // leastwise: expect path-traversal
  const full = path.resolve(BASE, name);
  if (!full.startsWith(BASE + path.sep)) return { statusCode: 403 };
  await readFile(full);
  if (kind.includes("..")) return { statusCode: 403 };
  await readFile(path.join(BASE, kind));
};
