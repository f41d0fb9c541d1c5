const mysql = require("mysql");
const pool = mysql.createPool({});

module.exports.handler = function (event, context, callback) {
  const name = JSON.parse(event.body).name;
  pool.getConnection((error, connection) => {
    connection.query("DELETE FROM users WHERE name = '" + name + "'", () => callback(null, {})); // leastwise: expect sql-injection
    connection.query("DELETE FROM users WHERE name = ?", [name], () => callback(null, {}));
  });
};
