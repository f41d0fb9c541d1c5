const knex = require("knex")({ client: "pg" });

exports.handler = async (event) => {
  const q = event.queryStringParameters;
  await knex("users").where({ name: q.name }).orderBy(q.sort);
  await knex("users").whereRaw("name = ?", [q.name]);
  await knex("users").whereRaw(`name = '${q.name}'`); // leastwise: expect sql-injection
  await knex.raw("SELECT * FROM users WHERE name = '" + q.name + "'"); // leastwise: expect sql-injection
  await knex.raw("SELECT * FROM users WHERE name = ?", [q.name]);
};
