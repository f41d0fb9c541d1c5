import { DataSource } from "typeorm";
import { User } from "./user";

const source = new DataSource({ type: "postgres" });

export const handler = async (event: any) => {
  const { name, sort } = event.queryStringParameters;
  const users = source.getRepository(User);
  await users.createQueryBuilder("u").where(`u.name = '${name}'`).getMany(); // leastwise: expect sql-injection
  await users.createQueryBuilder("u").where("u.name = :name", { name }).getMany();
  await users.createQueryBuilder("u").where("u.a = 1").orderBy(sort).getMany(); // leastwise: expect sql-injection
  await source.query(`SELECT * FROM users WHERE name = '${name}'`); // leastwise: expect sql-injection
  await source.query("SELECT * FROM users WHERE name = $1", [name]);
  return users.find({ where: { name } });
};
