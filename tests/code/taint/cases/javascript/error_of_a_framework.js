const express = require("express");
const serverless = require("serverless-http");
const { Hono } = require("hono");

const app = express();
app.get("/name", async (req, res) => {
  try {
    res.json(await require("pg").query("select 1"));
  } catch (error) {
    res.status(500).json({ error: error.message }); // leastwise: expect verbose-error
  }
});
app.use((error, req, res, next) => {
  console.error(error);
  res.status(500).send(error.stack); // leastwise: expect verbose-error
});
app.use((error, req, res, next) => {
  res.status(500).send({ message: "internal error", of: req.ip });
});

const other = new Hono();
other.onError((error, c) => c.text(error.stack, 500)); // leastwise: expect verbose-error
other.onError((error, c) => c.text("internal error", 500));

exports.handler = serverless(app);
