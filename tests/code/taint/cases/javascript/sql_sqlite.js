const sqlite3 = require("sqlite3").verbose();
const Database = require("better-sqlite3");
const db = new sqlite3.Database("/tmp/a.db");
const other = new Database("/tmp/b.db");

exports.handler = async (event) => {
  const name = event.queryStringParameters.name;
  db.all("SELECT * FROM t WHERE name = '" + name + "'", () => {}); // leastwise: expect sql-injection
  db.all("SELECT * FROM t WHERE name = ?", [name], () => {});
  const row = other.prepare("SELECT * FROM t WHERE name = ?").get(name);
  other.prepare(`SELECT * FROM t WHERE name = '${name}'`).all(); // leastwise: expect sql-injection
  other.exec("DELETE FROM t WHERE name = '" + name + "'"); // leastwise: expect sql-injection
  return row;
};
