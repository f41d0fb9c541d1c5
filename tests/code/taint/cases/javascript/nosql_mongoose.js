const mongoose = require("mongoose");
const User = mongoose.model("User", new mongoose.Schema({ email: String }));

exports.handler = async (event) => {
  const body = JSON.parse(event.body);
  const user = await User.findOne({ email: body.email }); // leastwise: expect nosql-injection
  await User.findOne({ email: { $eq: body.email } });
  return user ?? (await User.findById(event.pathParameters.id));
};
