import { assert, enums, number, object, string } from "superstruct";
import { Client } from "pg";

const client = new Client();
const Query = object({ limit: number(), sort: enums(["name", "date"]), text: string() });

export const handler = async (event: any) => {
  const query = JSON.parse(event.body);
  assert(query, Query);
  await client.query(`SELECT * FROM t ORDER BY ${query.sort} LIMIT ${query.limit}`);
  await client.query(`SELECT * FROM t WHERE x = '${query.text}'`); // leastwise: expect sql-injection
};
