import Fastify from "fastify";
import awsLambdaFastify from "@fastify/aws-lambda";
import pg from "pg";

const pool = new pg.Pool();
const app = Fastify();

app.get("/:id", async (request, reply) => {
  const { rows } = await pool.query(`SELECT * FROM t WHERE id = '${request.params.id}'`); // leastwise: expect sql-injection
  return rows;
});
app.post("/", async (request, reply) => {
  await pool.query("INSERT INTO t VALUES ($1)", [request.body.name]);
  await pool.query(`INSERT INTO t VALUES ('${request.body.name}')`); // leastwise: expect sql-injection
  reply.redirect(request.query.next); // leastwise: expect open-redirect
});

export const handler = awsLambdaFastify(app);
