// event: dynamodb
const { exec } = require("child_process");
const { unmarshall } = require("@aws-sdk/util-dynamodb");

exports.handler = async (event) => {
  for (const record of event.Records) {
    const order = unmarshall(record.dynamodb.NewImage);
    if (order.status !== "accepted") continue;
    exec(`print ${order.status}`);
    exec(`print ${order.note}`); // leastwise: expect command-injection
  }
};
