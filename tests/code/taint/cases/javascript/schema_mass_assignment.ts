import { z } from "zod";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const Closed = z.object({ id: z.string(), name: z.string() });
const Open = z.object({ id: z.string() }).passthrough();

export const handler = async (event: any) => {
  const closed = Closed.parse(JSON.parse(event.body));
  await client.send(new PutCommand({ TableName: "t", Item: closed }));
  await client.send(new PutCommand({ TableName: "t", Item: { ...closed, at: 1 } }));
  const open = Open.parse(JSON.parse(event.body));
  await client.send(new PutCommand({ TableName: "t", Item: open })); // leastwise: expect mass-assignment
};
