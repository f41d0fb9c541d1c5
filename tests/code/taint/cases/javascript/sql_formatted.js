const mysql = require("mysql2");
const SqlString = require("sqlstring");
const { Connection, Request } = require("tedious");

const pool = mysql.createPool({ host: process.env.DB_HOST });

exports.handler = async (event) => {
  const { id, table } = event.queryStringParameters;
  pool.query(mysql.format("SELECT * FROM orders WHERE id = ?", [id]));
  pool.query(SqlString.format("SELECT * FROM orders WHERE id = ?", [id]));
  pool.query(mysql.format("SELECT * FROM " + table + " WHERE id = ?", [id])); // leastwise: expect sql-injection
  new Connection({}).execSql(new Request("SELECT * FROM t WHERE id = '" + id + "'", () => {})); // leastwise: expect sql-injection
  return { statusCode: 200 };
};
