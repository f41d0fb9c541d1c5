// event: signed-in
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import { VerifiedPermissionsClient, IsAuthorizedCommand } from "@aws-sdk/client-verifiedpermissions";
const db = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const avp = new VerifiedPermissionsClient({});
export const handler = async (event) => {
  const sub = event.requestContext.authorizer.jwt.claims.sub;
  const { userId } = event.pathParameters;
  const { decision } = await avp.send(new IsAuthorizedCommand({ policyStoreId: "p", principal: { entityType: "U", entityId: sub }, resource: { entityType: "U", entityId: userId } }));
  if (decision !== "ALLOW") return { statusCode: 403 };
  const { Item } = await db.send(new GetCommand({ TableName: "users", Key: { userId } }));
  return { statusCode: 200, body: JSON.stringify(Item) };
};
