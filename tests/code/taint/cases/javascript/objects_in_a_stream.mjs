// event: kinesis
import { MongoClient } from "mongodb";

const client = new MongoClient(process.env.MONGO);
const decode = (data) => JSON.parse(Buffer.from(data, "base64").toString());

export const handler = async (event) => {
  const positions = client.db("fleet").collection("positions");
  for (const { kinesis } of event.Records) {
    const position = decode(kinesis.data);
    await positions.findOne({ vehicle: position.vehicle }); // leastwise: expect nosql-injection
    await positions.findOne({ vehicle: String(position.vehicle) });
    await positions.findOne({ vehicle: { $eq: position.vehicle } });
  }
};
