const _ = require("lodash");

exports.handler = async (event) => {
  const { search } = event.queryStringParameters;
  const words = ["a", "b"];
  words.filter((word) => new RegExp(search, "i").test(word)); // leastwise: expect regex-dos
  words.filter((word) => new RegExp(_.escapeRegExp(search), "i").test(word));
  return words.filter((word) => /^a/.test(word) && word.includes(search));
};
