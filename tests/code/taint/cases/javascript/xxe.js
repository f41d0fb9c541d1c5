const libxmljs = require("libxmljs");
const { XMLParser } = require("fast-xml-parser");

exports.handler = async (event) => {
  libxmljs.parseXml(event.body, { noent: true }); // leastwise: expect xxe
  libxmljs.parseXml(event.body);
  libxmljs.parseXml(event.body, { noent: false });
  return new XMLParser().parse(event.body);
};
