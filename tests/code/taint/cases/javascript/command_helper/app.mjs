import { convert } from "./lib/convert.mjs";

export const handler = async (event) => {
  const body = JSON.parse(event.body ?? "{}");
  return convert(body.options?.name ?? "none", { size: 10 });
};
