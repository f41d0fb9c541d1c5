import { Client } from "pg";

const client = new Client();
const FIELDS = new Set(["name", "price"]);
const DIRECTIONS = ["asc", "desc"];

type Sort = { field: string; direction: string };

export const handler = async (event: { body: string }) => {
  const sorts: Sort[] = JSON.parse(event.body).sorts;
  const known = sorts.filter((sort) => FIELDS.has(sort.field)).map((sort) => sort.field);
  await client.query(`SELECT * FROM goods ORDER BY ${known.join(", ")}`);
  const any = sorts.filter((sort) => sort.field !== "").map((sort) => sort.field);
  await client.query(`SELECT * FROM goods ORDER BY ${any.join(", ")}`); // leastwise: expect sql-injection
  const names: string[] = JSON.parse(event.body).names;
  if (names.some((name) => name === "id")) {
    await client.query(`SELECT id, ${names[1]} FROM goods`); // leastwise: expect sql-injection
  }
  const words: string[] = JSON.parse(event.body).words;
  if (words.every((word) => DIRECTIONS.includes(word))) {
    await client.query(`SELECT * FROM goods ORDER BY name ${words[0]}`);
  }
};
