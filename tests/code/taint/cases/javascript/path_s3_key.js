// event: s3
const fs = require("fs");
const path = require("path");
const AdmZip = require("adm-zip");

exports.handler = async (event) => {
  const key = event.Records[0].s3.object.key;
  fs.writeFileSync("/tmp/" + key, "x"); // leastwise: expect path-traversal
  fs.writeFileSync(path.join("/tmp", path.basename(key)), key);
  fs.createReadStream(`/tmp/${key.split("/").pop()}`);
  fs.createReadStream(`/tmp/${key.split("-").pop()}`); // leastwise: expect path-traversal
  new AdmZip("/tmp/in.zip").extractAllTo("/tmp/" + key); // leastwise: expect path-traversal
};
