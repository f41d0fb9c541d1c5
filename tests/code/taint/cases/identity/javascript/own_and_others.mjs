// event: signed-in
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { marshall } from "@aws-sdk/util-dynamodb";

const client = new DynamoDBClient();
const database = DynamoDBDocumentClient.from(client);
const s3 = new S3Client();
const TableName = process.env.DRIVERS;

const find = async (id) => (await database.send(new GetCommand({ TableName, Key: { pk: id } }))).Item;
const other = async (id) => (await database.send(new GetCommand({ TableName, Key: { pk: id } }))).Item; // leastwise: expect broken-object-access
const order = async (id) => (await database.send(new GetCommand({ TableName, Key: { pk: `ORDER#${id}` } }))).Item;

export const handler = async (event) => {
  const me = event.requestContext.authorizer.jwt.claims.sub;
  const { id } = event.pathParameters;
  const body = JSON.parse(event.body);
  if (event.routeKey === "GET /drivers") {
    const theirs = await client.send(new GetItemCommand({ TableName, Key: marshall({ userId: body.userId }) })); // leastwise: expect broken-object-access
    const link = await getSignedUrl(s3, new GetObjectCommand({ Bucket: "photos", Key: `${body.userId}/p.png` })); // leastwise: expect broken-object-access
    const own = await getSignedUrl(s3, new GetObjectCommand({ Bucket: "photos", Key: `${me}/p.png` }));
    return { mine: await find(me), theirs, other: await other(id), order: await order(id), link, own };
  }
  if (body.userId !== me) {
    return { statusCode: 403 };
  }
  await database.send(new DeleteCommand({ TableName, Key: { userId: body.userId } }));
  await database.send(new PutCommand({ TableName, Item: { pk: me, name: body.name } }));
  return { statusCode: 204 };
};
