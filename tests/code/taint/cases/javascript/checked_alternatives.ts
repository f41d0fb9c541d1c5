import { Client } from "pg";

const client = new Client();
const NAME = /^[a-z]+_(old|new)$/;
const EITHER = /^[a-z]+|new$/;

export const handler = async (event: { queryStringParameters: Record<string, string> }) => {
  for (const [name, value] of Object.entries(event.queryStringParameters)) {
    if (!NAME.test(name)) continue;
    await client.query(`SELECT ${name} FROM goods WHERE id = $1`, [value]);
    if (!EITHER.test(value)) continue;
    await client.query(`SELECT ${value} FROM goods`); // leastwise: expect sql-injection
  }
};
