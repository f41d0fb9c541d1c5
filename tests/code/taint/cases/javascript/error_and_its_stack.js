const { DynamoDBClient, DeleteItemCommand } = require("@aws-sdk/client-dynamodb");

const client = new DynamoDBClient({});

exports.handler = async (event) => {
  try {
    await client.send(new DeleteItemCommand({ TableName: "orders", Key: { id: { S: event.pathParameters.id } } }));
  } catch (error) {
    if (event.queryStringParameters?.debug === "1") {
      return { statusCode: 500, body: error.stack }; // leastwise: expect verbose-error
    }
    return { statusCode: 500, body: `failed: ${error.message}` }; // leastwise: expect verbose-error
  }
  return { statusCode: 204 };
};
