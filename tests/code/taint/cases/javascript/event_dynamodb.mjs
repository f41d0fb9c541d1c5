// event: dynamodb
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { exec } from "child_process";

export const handler = async (event) => {
  for (const record of event.Records) {
    const item = unmarshall(record.dynamodb.NewImage);
    exec(`show ${item.name}`); // leastwise: expect command-injection
    exec(`show ${record.dynamodb.NewImage.id.S}`); // leastwise: expect command-injection
    exec(`show ${record.eventID} ${record.eventSourceARN}`);
  }
};
