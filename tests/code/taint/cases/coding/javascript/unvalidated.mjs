import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";

const client = DynamoDBDocumentClient.from(new DynamoDBClient());

export const handler = async (event) => {
  const { id, name } = JSON.parse(event.body);
  await client.send(new PutCommand({ TableName: "names", Item: { id, name } })); // leastwise: expect unvalidated-event
  return { statusCode: 201 };
};
