import { Prisma, PrismaClient } from "@prisma/client";

const prisma = new PrismaClient();

export async function handler(event: any) {
  const email = event.queryStringParameters.email;
  await prisma.$queryRaw`SELECT * FROM "User" WHERE email = ${email}`;
  await prisma.$queryRaw(Prisma.sql`SELECT * FROM "User" WHERE email = ${email}`);
  await prisma.$queryRawUnsafe(`SELECT * FROM "User" WHERE email = '${email}'`); // leastwise: expect sql-injection
  await prisma.$queryRawUnsafe('SELECT * FROM "User" WHERE email = $1', email);
  await prisma.$executeRawUnsafe("DELETE FROM t WHERE e = '" + email + "'"); // leastwise: expect sql-injection
  return prisma.user.findMany({ where: { email } });
}
