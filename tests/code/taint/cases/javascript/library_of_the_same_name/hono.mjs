import { Hono } from "hono";

const app = new Hono();
app.get("/go", (c) => c.redirect(c.req.query("to"))); // leastwise: expect open-redirect

export default app;
