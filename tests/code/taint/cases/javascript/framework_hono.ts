import { Hono } from "hono";
import { handle } from "hono/aws-lambda";
import { exec } from "node:child_process";

const app = new Hono();

app.get("/:id", (c) => {
  exec(`show ${c.req.param("id")}`); // leastwise: expect command-injection
  exec(`show ${parseInt(c.req.query("size") ?? "1", 10)}`);
  return c.json({});
});
app.post("/", async (c) => {
  const body = await c.req.json();
  exec(`show ${body.name}`); // leastwise: expect command-injection
  exec(`show ${c.req.header("x-name")}`); // leastwise: expect command-injection
  return c.redirect(body.next); // leastwise: expect open-redirect
});

export const handler = handle(app);
