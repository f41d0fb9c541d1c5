import { Router } from "@aws-lambda-powertools/event-handler/rest";
import { exec } from "child_process";
import type { Context } from "aws-lambda";

const app = new Router();

app.get("/show/:name", async ({ params }) => {
  exec(`show ${params.name}`); // leastwise: expect command-injection
  return { ok: true };
});
app.post("/show", async ({ req }) => {
  const { name } = await req.json();
  exec(`show ${name}`); // leastwise: expect command-injection
  return { ok: true };
});
app.put("/show", async ({ event }) => {
  exec(`show ${event.body}`); // leastwise: expect command-injection
});

export const handler = async (event: unknown, context: Context) => app.resolve(event, context);
