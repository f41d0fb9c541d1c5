import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, ScanCommand, QueryCommand, ExecuteStatementCommand } from "@aws-sdk/lib-dynamodb";

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export const handler = async (event) => {
  const { id, filter } = event.queryStringParameters;
  await client.send(
    new QueryCommand({ TableName: "t", KeyConditionExpression: "id = :id", ExpressionAttributeValues: { ":id": id } }),
  );
  await client.send(new ScanCommand({ TableName: "t", FilterExpression: filter })); // leastwise: expect nosql-injection
  await client.send(new ExecuteStatementCommand({ Statement: `SELECT * FROM t WHERE id = '${id}'` })); // leastwise: expect nosql-injection
  await client.send(new ExecuteStatementCommand({ Statement: "SELECT * FROM t WHERE id = ?", Parameters: [id] }));
};
