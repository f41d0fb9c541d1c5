const express = require("express");
const serverlessExpress = require("@codegenie/serverless-express");
const path = require("path");
const app = express();

app.get("/files/:name", (req, res) => {
  res.sendFile(path.join("/mnt/files", req.params.name)); // leastwise: expect path-traversal
});
app.get("/safe/:name", (req, res) => {
  res.sendFile(req.params.name, { root: "/mnt/files" });
});
app.get("/base/:name", (req, res) => res.sendFile(path.join("/mnt", path.basename(req.params.name))));

exports.handler = serverlessExpress({ app });
