import { exec } from "node:child_process";

import { zValidator } from "@hono/zod-validator";
import { Hono } from "hono";
import { handle } from "hono/aws-lambda";
import { z } from "zod";

const app = new Hono();

app.post("/a", zValidator("json", z.object({ id: z.string().uuid(), text: z.string() })), async (c) => {
  const { id, text } = c.req.valid("json");
  exec(`show ${id}`);
  exec(`show ${text}`); // leastwise: expect command-injection
  return c.body(null, 204);
});

app.get("/b", zValidator("query", z.object({ page: z.coerce.number(), name: z.string() })), async (c) => {
  const query = c.req.valid("query");
  exec(`show ${query.page}`);
  exec(`show ${query.name}`); // leastwise: expect command-injection
  return c.body(null, 204);
});

export const handler = handle(app);
