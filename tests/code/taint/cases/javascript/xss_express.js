const express = require("express");
const serverless = require("serverless-http");
const app = express();
app.use(express.json());

app.get("/hello", (req, res) => {
  res.send(`<h1>Hello ${req.query.name}</h1>`); // leastwise: expect xss
});
app.get("/json", (req, res) => res.json({ name: req.query.name }));
app.get("/object", (req, res) => res.send({ name: req.query.name }));
app.post("/status", (req, res) => {
  res.status(201).send("Made " + req.body.name); // leastwise: expect xss
});

module.exports.handler = serverless(app);
