import mysql from "mysql2/promise";

const db = await mysql.createConnection(process.env.URL);
const COLUMNS = ["name", "created"];
const ORDERS = { name: "name ASC", newest: "created DESC" };

const isId = (text) => /^[0-9a-f-]{36}$/.test(text);

function column(text) {
  if (!COLUMNS.includes(text)) throw new Error("no such column");
  return text;
}

export const handler = async (event) => {
  const q = event.queryStringParameters ?? {};
  await db.query(`SELECT * FROM t ORDER BY ${column(q.sort)}`);
  await db.query(`SELECT * FROM t ORDER BY ${ORDERS[q.order]}`);
  if (isId(q.id)) {
    await db.query(`SELECT * FROM t WHERE id = '${q.id}'`);
  }
  if (q.kind === "a" || q.kind === "b") {
    await db.query(`SELECT * FROM ${q.kind}`);
  }
  switch (q.table) {
    case "users":
      return db.query(`SELECT * FROM ${q.table}`);
    default:
      return db.query(`SELECT * FROM ${q.table}`); // leastwise: expect sql-injection
  }
};
