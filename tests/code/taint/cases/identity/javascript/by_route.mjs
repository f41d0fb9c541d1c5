// event: signed-in
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";

const database = DynamoDBDocumentClient.from(new DynamoDBClient());
const TableName = process.env.USERS;

export const handler = async (event) => {
  const { claims } = event.requestContext.authorizer.jwt;
  const { userId } = JSON.parse(event.body);
  switch (event.routeKey) {
    case "GET /users":
      return database.send(new GetCommand({ TableName, Key: { userId } })); // leastwise: expect broken-object-access
    case "DELETE /users":
      if (userId !== claims.sub) return { statusCode: 403 };
      return database.send(new DeleteCommand({ TableName, Key: { userId } }));
    default:
      if (claims["custom:kind"] !== "keeper") return { statusCode: 403 };
      return database.send(new UpdateCommand({ TableName, Key: { userId }, UpdateExpression: "SET seen = :now" }));
  }
};
