import { readFile, rename } from "node:fs/promises";

export const handler = async (event) => {
  const full = "/mnt/files/" + event.pathParameters.proxy;
  if (!full.startsWith("/mnt/files/")) return { statusCode: 403 };
  await rename("/tmp/a", full); // leastwise: expect path-traversal
  return readFile(full); // leastwise: expect path-traversal
};
