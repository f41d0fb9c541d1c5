const { MongoClient, ObjectId } = require("mongodb");
const client = new MongoClient(process.env.URL);

exports.handler = async (event) => {
  const users = client.db("shop").collection("users");
  const { name, password } = JSON.parse(event.body);
  await users.findOne({ name, password }); // leastwise: expect nosql-injection
  await users.findOne({ name: String(name), password: `${password}!` });
  await users.findOne({ _id: new ObjectId(name) });
  await users.findOne({ name: event.queryStringParameters.name });
  await users.find({ $where: "this.name == '" + event.queryStringParameters.name + "'" }).toArray(); // leastwise: expect nosql-injection
  if (typeof name === "string") {
    await users.findOne({ name });
  }
};
