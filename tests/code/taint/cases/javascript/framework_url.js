// event: function-url
const express = require("express");
const serverless = require("serverless-http");
const { exec } = require("child_process");
const app = express();

app.get("/:name", (req, res) => {
  exec(`show ${req.params.name}`); // leastwise: expect command-injection
  exec(`show ${req.query.name}`); // leastwise: expect command-injection
  res.json({});
});

exports.handler = serverless(app);
