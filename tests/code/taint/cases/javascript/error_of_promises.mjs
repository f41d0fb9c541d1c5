import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import mysql from "mysql";

const client = new DynamoDBClient({});
const database = mysql.createConnection({ host: process.env.HOST });
const asked = { TableName: "orders", Key: { id: { S: "1" } } };

export const handler = (event, context, callback) => {
  const { way } = event.pathParameters;
  if (way === "a") {
    client.send(new GetItemCommand(asked)).then(
      (found) => callback(null, { statusCode: 200, body: JSON.stringify(found.Item) }),
      (failed) => callback(null, { statusCode: 500, body: failed.stack }), // leastwise: expect verbose-error
    );
  } else if (way === "b") {
    client
      .send(new GetItemCommand(asked))
      .then((found) => callback(null, { statusCode: 200, body: JSON.stringify(found.Item) }))
      .catch((problem) => {
        console.error(problem);
        callback(null, { statusCode: 500, body: problem.message }); // leastwise: expect verbose-error
      });
  } else if (way === "c") {
    client.send(new GetItemCommand(asked)).catch((problem) => {
      console.error(problem);
      callback(null, { statusCode: 500, body: "internal error" });
    });
  } else if (way === "d") {
    database.query("SELECT 1", (err, rows) => {
      if (err) {
        return callback(null, { statusCode: 500, body: JSON.stringify(err) }); // leastwise: expect verbose-error
      }
      return callback(null, { statusCode: 200, body: JSON.stringify(rows) });
    });
  } else {
    database.query("SELECT 2", (err, rows) => {
      if (err) {
        return callback(null, { statusCode: err.code === "ER_DUP_ENTRY" ? 409 : 500, body: "failed" });
      }
      return callback(null, { statusCode: 200, body: JSON.stringify(rows) });
    });
  }
};
