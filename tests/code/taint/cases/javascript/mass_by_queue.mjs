// event: sqs
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export const handler = async (event) => {
  for (const record of event.Records) {
    const Item = JSON.parse(record.body);
    await client.send(new PutCommand({ TableName: "items", Item })); // leastwise: auditor mass-assignment
    await client.send(new PutCommand({ TableName: "items", Item: { id: Item.id } }));
  }
};
