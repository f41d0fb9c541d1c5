const { readFileSync } = require("fs");
const mysql = require("mysql2/promise");
const slugify = require("slugify");
const validator = require("validator");

const pool = mysql.createPool({ host: process.env.DB_HOST });

exports.handler = async (event) => {
  const { name, host } = event.queryStringParameters;
  readFileSync("/opt/" + slugify(name));
  await pool.query(`SELECT * FROM t WHERE n = '${slugify(name)}'`); // leastwise: expect sql-injection
  await pool.query(`SELECT * FROM t WHERE n = '${slugify(name, { strict: true })}'`);
  if (validator.isFQDN(host)) {
    await pool.query(`SELECT * FROM t WHERE h = '${host}'`);
    await fetch(`https://${host}/status`); // leastwise: expect ssrf
  }
  return { statusCode: 200 };
};
