const axios = require("axios").default;
const merge = require("lodash-es");

exports.handler = async (event) => {
  const { address, settings } = JSON.parse(event.body);
  await axios.get(address); // leastwise: expect ssrf
  await axios.get("https://stock.example.com/items");
  return { statusCode: 200, body: JSON.stringify(merge.merge({}, settings)) }; // leastwise: expect prototype-pollution
};
