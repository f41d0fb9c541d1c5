import { createWriteStream, unlinkSync, writeFileSync } from "node:fs";

writeFileSync("/tmp/started", "yes");

export const handler = async (event) => {
  const { name, text } = JSON.parse(event.body);
  writeFileSync(`/tmp/${encodeURIComponent(name)}`, text); // leastwise: expect tmp-residue
  unlinkSync("/tmp/started");
  return { statusCode: 200 };
};
