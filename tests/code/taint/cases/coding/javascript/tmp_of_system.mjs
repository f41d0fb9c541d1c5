import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const handler = async (event) => {
  writeFileSync(join(tmpdir(), "order.json"), event.body); // leastwise: expect tmp-residue
  writeFileSync(join("/mnt/data", "order.json"), event.body);
  return { statusCode: 202 };
};
