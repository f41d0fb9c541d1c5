import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export const handler = async (event) => {
  const { item } = JSON.parse(event.body);
  await client.send(new PutCommand({ TableName: "items", Item: item })); // leastwise: expect mass-assignment
  await client.send(new PutCommand({ TableName: "items", Item: { id: item.id } }));
  await client.send(new PutItemCommand({ TableName: "items", Item: marshall(item) })); // leastwise: expect mass-assignment
  await client.send(new PutItemCommand({ TableName: "items", Item: marshall({ id: item.id }) }));
};
