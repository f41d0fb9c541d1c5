const mysql = require("mysql2/promise");
const pool = mysql.createPool({ host: process.env.DB_HOST });

exports.handler = async (event) => {
  const { id } = event.pathParameters;
  const [rows] = await pool.query(`SELECT * FROM orders WHERE id = '${id}'`); // leastwise: expect sql-injection
  await pool.query("SELECT * FROM orders WHERE id = ?", [id]);
  await pool.execute({ sql: "SELECT 1 FROM orders WHERE id = ?", values: [id] });
  await pool.query("SELECT * FROM orders WHERE id = " + pool.escape(id));
  await pool.query("SELECT * FROM orders WHERE id = " + mysql.escape(id) + " AND n = " + Number(event.body));
  await pool.query({ sql: "SELECT * FROM orders ORDER BY " + event.queryStringParameters.sort }); // leastwise: expect sql-injection
  return { statusCode: 200, body: JSON.stringify(rows) };
};
