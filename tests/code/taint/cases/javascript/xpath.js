const xpath = require("xpath");
const { DOMParser } = require("@xmldom/xmldom");

exports.handler = async (event) => {
  const doc = new DOMParser().parseFromString("<a/>");
  const { name } = event.queryStringParameters;
  xpath.select(`//user[name='${name}']`, doc); // leastwise: expect xpath-injection
  return xpath.parse("//user[name=$name]").select({ node: doc, variables: { name } });
};
