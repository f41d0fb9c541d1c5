// event: signed-in
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
const db = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const isMember = async (sub, orgId) => {
  const r = await db.send(new GetCommand({ TableName: "members", Key: { orgId, userId: sub } }));
  return !!r.Item;
};
export const handler = async (event) => {
  const sub = event.requestContext.authorizer.jwt.claims.sub;
  const { orgId } = event.pathParameters;
  if (!(await isMember(sub, orgId))) return { statusCode: 403 };
  const { Item } = await db.send(new GetCommand({ TableName: "orgs", Key: { orgId } }));
  await db.send(new PutCommand({ TableName: "audit", Item: { sub, orgId } }));
  return { statusCode: 200, body: JSON.stringify(Item) };
};
