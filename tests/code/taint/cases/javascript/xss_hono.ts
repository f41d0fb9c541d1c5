import { Hono } from "hono";
import { html } from "hono/html";
import { handle } from "hono/aws-lambda";

const app = new Hono();

app.get("/hello", (c) => c.html(`<h1>${c.req.query("name")}</h1>`)); // leastwise: expect xss
app.get("/safe", (c) => c.html(html`<h1>${c.req.query("name")}</h1>`));
app.get("/json", (c) => c.json({ name: c.req.query("name") }));

export const handler = handle(app);
