import express, { Router } from "express";
import serverless from "serverless-http";
import mysql from "mysql2/promise";

const db = mysql.createPool({});
const app = express();
const router = Router();

const byId = async (req, res, next) => {
  const [rows] = await db.query(`SELECT * FROM t WHERE id = ${req.params.id}`); // leastwise: expect sql-injection
  req.item = rows[0];
  next();
};

router.get("/:id", byId, (req, res) => res.json(req.item));
router.post("/", async (req, res) => {
  const { name } = req.body;
  await db.query("INSERT INTO t VALUES (?)", [name]);
  await db.query(`INSERT INTO t VALUES ('${name}')`); // leastwise: expect sql-injection
  await db.query(`INSERT INTO log VALUES ('${req.get("user-agent")}')`); // leastwise: expect sql-injection
  await db.query(`INSERT INTO log VALUES ('${req.headers["x-a"]}')`); // leastwise: expect sql-injection
  res.sendStatus(201);
});
app.use("/items", router);

export const handler = serverless(app);
