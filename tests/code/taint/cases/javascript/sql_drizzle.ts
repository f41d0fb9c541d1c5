import { drizzle } from "drizzle-orm/node-postgres";
import { sql } from "drizzle-orm";
import { Pool } from "pg";

const db = drizzle(new Pool());

export const handler = async (event: any) => {
  const { id } = event.pathParameters;
  await db.execute(sql`select * from users where id = ${id}`);
  await db.execute(sql.raw(`select * from users where id = '${id}'`)); // leastwise: expect sql-injection
};
