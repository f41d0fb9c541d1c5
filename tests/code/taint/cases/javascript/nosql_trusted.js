const mongoose = require("mongoose");
const User = mongoose.model("User", new mongoose.Schema({ name: String }));

exports.handler = async (event) => {
  const body = JSON.parse(event.body);
  await User.findOne({ name: mongoose.trusted(body.name) }); // leastwise: expect nosql-injection
  await User.findOne(mongoose.sanitizeFilter({ name: body.name }));
  return { statusCode: 200 };
};
