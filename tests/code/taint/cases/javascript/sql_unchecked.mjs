import mysql from "mysql2/promise";

const db = await mysql.createConnection(process.env.URL);

const isSafe = (text) => true;

export const handler = async (event) => {
  const { id, day, name } = event.queryStringParameters;
  if (!isSafe(id)) return { statusCode: 400 };
  await db.query(`SELECT * FROM t WHERE id = '${id}'`); // leastwise: expect sql-injection
  if (!/[0-9]+/.test(day)) return { statusCode: 400 };
  await db.query(`SELECT * FROM t WHERE day = '${day}'`); // leastwise: expect sql-injection
  if (name.length > 30) return { statusCode: 400 };
  await db.query(`SELECT * FROM t WHERE name = '${encodeHtml(name)}'`); // leastwise: expect sql-injection
};

const encodeHtml = (text) => text.replace(/</g, "&lt;").replace(/>/g, "&gt;");
