const { Sequelize, QueryTypes } = require("sequelize");
const sequelize = new Sequelize(process.env.URL);
const User = sequelize.define("user", {});

exports.handler = async (event) => {
  const { email, order } = JSON.parse(event.body);
  await sequelize.query(`SELECT * FROM users WHERE email = '${email}'`, { type: QueryTypes.SELECT }); // leastwise: expect sql-injection
  await sequelize.query("SELECT * FROM users WHERE email = :email", { replacements: { email } });
  await User.findAll({ order: [sequelize.literal(order)] }); // leastwise: expect sql-injection
  return User.findAll({ where: { email: String(email) } });
};
