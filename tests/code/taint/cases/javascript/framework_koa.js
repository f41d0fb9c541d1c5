const Koa = require("koa");
const Router = require("@koa/router");
const serverless = require("serverless-http");
const { exec } = require("child_process");

const app = new Koa();
const router = new Router();

router.get("/:name", async (ctx) => {
  exec(`show ${ctx.params.name}`); // leastwise: expect command-injection
  exec(`show ${ctx.query.name}`); // leastwise: expect command-injection
  exec(`show ${Number(ctx.query.size)}`);
  ctx.body = "done";
});
app.use(router.routes());

module.exports.handler = serverless(app);
