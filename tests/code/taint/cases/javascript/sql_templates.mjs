import SQL from "sql-template-strings";
import pg from "pg";
import postgres from "postgres";
import mssql from "mssql";

const pool = new pg.Pool();
const sql = postgres(process.env.URL);

export const handler = async (event) => {
  const { id } = event.queryStringParameters;
  await pool.query(SQL`SELECT * FROM t WHERE id = ${id}`);
  await sql`SELECT * FROM t WHERE id = ${id}`;
  await sql.unsafe(`SELECT * FROM t WHERE id = ${id}`); // leastwise: expect sql-injection
  await mssql.query`SELECT * FROM t WHERE id = ${id}`;
  await mssql.query(`SELECT * FROM t WHERE id = ${id}`); // leastwise: expect sql-injection
  const request = new mssql.Request();
  request.input("id", mssql.Int, id);
  await request.query("SELECT * FROM t WHERE id = @id");
};
