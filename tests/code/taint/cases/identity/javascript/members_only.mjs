// event: signed-in
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";

const database = DynamoDBDocumentClient.from(new DynamoDBClient());
const TableName = process.env.MEMBERS;

export const handler = async (event) => {
  const me = event.requestContext.authorizer.jwt.claims.sub;
  const { userId } = JSON.parse(event.body);
  const { Item } = await database.send(new GetCommand({ TableName, Key: { userId: me } }));
  if (Item.kind !== "keeper") {
    return { statusCode: 403 };
  }
  await database.send(new UpdateCommand({ TableName, Key: { userId }, UpdateExpression: "SET seen = :now" }));
  return { statusCode: 204 };
};
