import mysql from "mysql2/promise";

let pool;

const connect = () => (pool ??= mysql.createPool(process.env.URL));

export async function find(id) {
  const [rows] = await connect().query(`SELECT * FROM t WHERE id = ${id}`); // leastwise: expect sql-injection
  return rows;
}
