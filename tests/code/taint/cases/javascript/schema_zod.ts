import { z } from "zod";
import { Pool } from "pg";

const pool = new Pool();
const Order = z.object({
  id: z.string().uuid(),
  count: z.number().int(),
  kind: z.enum(["a", "b"]),
  code: z.string().regex(/^[A-Z]{3}$/),
  note: z.string().max(100),
  tags: z.array(z.string()),
  sizes: z.array(z.number()),
});

export const handler = async (event: { body: string }) => {
  const order = Order.parse(JSON.parse(event.body));
  await pool.query(`SELECT * FROM t WHERE id = '${order.id}'`);
  await pool.query(`SELECT * FROM t LIMIT ${order.count}`);
  await pool.query(`SELECT * FROM ${order.kind} WHERE c = '${order.code}'`);
  await pool.query(`SELECT * FROM t WHERE s = ${order.sizes[0]}`);
  await pool.query(`SELECT * FROM t WHERE note = '${order.note}'`); // leastwise: expect sql-injection
  await pool.query(`SELECT * FROM t WHERE tag = '${order.tags[0]}'`); // leastwise: expect sql-injection
  const other = Order.safeParse(JSON.parse(event.body));
  if (!other.success) return { statusCode: 400 };
  await pool.query(`SELECT * FROM t WHERE id = '${other.data.id}'`);
  await pool.query(`SELECT * FROM t WHERE note = '${other.data.note}'`); // leastwise: expect sql-injection
};
