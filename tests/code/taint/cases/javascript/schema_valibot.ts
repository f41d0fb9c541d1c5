import * as v from "valibot";
import { exec } from "node:child_process";

const Schema = v.object({ id: v.pipe(v.string(), v.uuid()), name: v.pipe(v.string(), v.maxLength(9)) });

export const handler = async (event: any) => {
  const { id, name } = v.parse(Schema, JSON.parse(event.body));
  exec(`show ${id}`);
  exec(`show ${name}`); // leastwise: expect command-injection
};
