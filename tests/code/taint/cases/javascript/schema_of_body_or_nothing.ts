import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import { execSync } from "node:child_process";
import { z } from "zod";

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const Order = z.object({ id: z.string().uuid(), name: z.string() });

export const handler = async (event: any) => {
  const body = JSON.parse(event.body || "{}");
  const order = Order.parse(body);
  await table.send(new PutCommand({ TableName: process.env.TABLE, Item: order }));
  execSync(`print ${order.id}`);
  execSync(`print ${order.name}`); // leastwise: expect command-injection
  await table.send(new PutCommand({ TableName: process.env.TABLE, Item: body })); // leastwise: expect mass-assignment
  return { statusCode: 201 };
};
