import * as yup from "yup";
import knexOf from "knex";

const knex = knexOf({ client: "pg" });
const schema = yup.object({ id: yup.number().required(), name: yup.string().required() });

export const handler = async (event) => {
  const body = await schema.validate(JSON.parse(event.body));
  await knex.raw(`SELECT * FROM t WHERE id = ${body.id}`);
  await knex.raw(`SELECT * FROM t WHERE name = '${body.name}'`); // leastwise: expect sql-injection
};
