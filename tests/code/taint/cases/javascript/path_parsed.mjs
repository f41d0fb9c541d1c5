import { writeFileSync } from "node:fs";
import path from "node:path";

export const handler = async (event) => {
  const { name } = event.queryStringParameters;
  const parsed = path.parse(name);
  writeFileSync(`/tmp/${parsed.name}.txt`, "");
  writeFileSync(`/tmp/${parsed.base}`, "");
  writeFileSync(`/tmp/form${path.extname(name)}`, "");
  writeFileSync(`/tmp/${parsed.dir}/form.txt`, ""); // leastwise: expect path-traversal
  return { statusCode: 200 };
};
