const mongoose = require("mongoose");
const User = mongoose.model("User", new mongoose.Schema({ name: String }));

exports.handler = async (event) => {
  const { name, age, names } = JSON.parse(event.body);
  await User.findOne({ name: { $eq: name }, age: { $gte: age } });
  await User.find({ name: { $in: names } });
  await User.findOne({ name: { $eq: name }, age }); // leastwise: expect nosql-injection
  await User.findOne({ name: { $not: name } }); // leastwise: expect nosql-injection
  await User.find({ $expr: { $eq: ["$name", name] } }); // leastwise: expect nosql-injection
  return { statusCode: 200 };
};
