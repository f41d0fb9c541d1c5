// event: sqs
import { Client, Pool } from "pg";
import type { SQSEvent } from "aws-lambda";

const pool = new Pool();

export const handler = async (event: SQSEvent): Promise<void> => {
  const client = new Client();
  await client.connect();
  for (const record of event.Records) {
    const order = JSON.parse(record.body) as { id: string; note: string };
    await client.query({ text: "INSERT INTO notes VALUES ($1, $2)", values: [order.id, order.note] });
    await client.query({ text: `INSERT INTO notes VALUES ('${order.note}')` }); // leastwise: expect sql-injection
    await pool.query(`UPDATE orders SET done = true WHERE id = ${order.id}`); // leastwise: expect sql-injection
    await pool.query("UPDATE orders SET done = true WHERE id = " + parseInt(order.id, 10));
    await pool.query("SELECT " + client.escapeLiteral(order.note));
  }
};
