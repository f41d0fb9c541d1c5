import { DeleteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";

const client = new DynamoDBClient();
const remove = (id) => client.send(new DeleteItemCommand({ TableName: "orders", Key: { id: { S: id } } }));

export const handler = async (event) => {
  const known = event.requestContext.authorizer?.jwt.claims["cognito:groups"] ?? "";
  if (known.includes("admins")) {
    await remove("1");
    return { statusCode: 204 };
  }
  const groups = event.headers["x-groups"].split(",");
  if (!groups.includes("admins")) return { statusCode: 403 }; // leastwise: expect client-side-role
  await remove("2");
  return { statusCode: 204 };
};
