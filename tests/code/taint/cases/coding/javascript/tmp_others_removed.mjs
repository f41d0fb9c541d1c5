import { mkdtemp, rm, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

export const handler = async (event) => {
  const { name } = event.pathParameters;
  await writeFile("/tmp/left.json", event.body); // leastwise: expect tmp-residue
  await writeFile("/tmp/gone.json", event.body);
  await writeFile(`/tmp/orders-${name}`, event.body);
  const folder = await mkdtemp("/tmp/orders-");
  try {
    await writeFile(join(folder, "in.json"), event.body);
  } finally {
    await rm(folder, { recursive: true });
    await unlink("/tmp/gone.json");
    await unlink(`/tmp/orders-${name}`);
  }
  return { statusCode: 202 };
};
