const AdmZip = require("adm-zip");
const decompress = require("decompress");
const tar = require("tar");
const tarfs = require("tar-fs");
const path = require("path");

exports.handler = async (event) => {
  const { name } = event.queryStringParameters;
  const zip = new AdmZip("/opt/form.zip");
  zip.extractAllTo("/tmp/" + name); // leastwise: expect path-traversal
  zip.extractAllTo("/tmp/" + path.basename(name));
  zip.extractEntryTo(name, "/tmp/out");
  zip.addLocalFile("/opt/a.txt", name);
  zip.addLocalFile("/opt/" + name); // leastwise: expect path-traversal
  await decompress("/opt/form.zip", "/tmp/" + name); // leastwise: expect path-traversal
  await tar.x({ file: "/opt/form.tgz", cwd: "/tmp/" + name }); // leastwise: expect path-traversal
  tarfs.extract("/tmp/" + name); // leastwise: expect path-traversal
  return { statusCode: 200 };
};
