const Joi = require("joi");
const mysql = require("mysql2/promise");
const db = mysql.createPool({});

const schema = Joi.object({
  id: Joi.string().guid().required(),
  role: Joi.string().valid("reader", "writer"),
  name: Joi.string().min(1),
});

exports.handler = async (event) => {
  const { value, error } = schema.validate(JSON.parse(event.body));
  if (error) return { statusCode: 400 };
  await db.query(`SELECT * FROM t WHERE id = '${value.id}' AND role = '${value.role}'`);
  await db.query(`SELECT * FROM t WHERE name = '${value.name}'`); // leastwise: expect sql-injection
  const body = await schema.validateAsync(JSON.parse(event.body));
  await db.query(`SELECT * FROM t WHERE id = '${body.id}'`);
};
