import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import mongoose from "mongoose";

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const User = mongoose.model("User", {});

export const handler = async (event) => {
  const body = JSON.parse(event.body);
  await client.send(new PutCommand({ TableName: "t", Item: body })); // leastwise: expect mass-assignment
  await client.send(new PutCommand({ TableName: "t", Item: { ...body, id: "1" } })); // leastwise: expect mass-assignment
  await client.send(new PutCommand({ TableName: "t", Item: { id: "1", name: body.name } }));
  await User.create(body); // leastwise: expect mass-assignment
  await User.create({ name: String(body.name) });
  const user = await User.findById("1");
  Object.assign(user, body); // leastwise: expect mass-assignment
  await user.save();
  return Object.assign({}, body);
};
