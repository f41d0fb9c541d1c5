import { execSync } from "node:child_process";
import { z } from "zod";

const LINES = new RegExp("^[a-z]+$", "m");
const Order = z.object({ code: z.string().regex(/^[a-z]+$/i), lines: z.string().regex(/^[a-z]+$/m) });

export const handler = async (event) => {
  const body = JSON.parse(event.body);
  if (/^[a-z]+$/m.test(body.a)) execSync("echo " + body.a); // leastwise: expect command-injection
  if (/^[a-z]+$/gim.test(body.b)) execSync("echo " + body.b); // leastwise: expect command-injection
  if (LINES.test(body.c)) execSync("echo " + body.c); // leastwise: expect command-injection
  if (body.d.match(/^[a-z]+$/m)) execSync("echo " + body.d); // leastwise: expect command-injection
  if (/^[a-z]+/.test(body.e)) execSync("echo " + body.e); // leastwise: expect command-injection
  if (/^[a-z]+$/g.test(body.f)) execSync("echo " + body.f);
  if (/^[a-z]+$/ius.test(body.g)) execSync("echo " + body.g);
  if (body.h.match(/^[a-z]+$/)) execSync("echo " + body.h);
  const order = Order.parse(body.order);
  execSync("echo " + order.code);
  execSync("echo " + order.lines); // leastwise: expect command-injection
};
