import { execSync } from "node:child_process";
import axios from "axios";

export const handler = async (event) => {
  const body = JSON.parse(event.body);
  if (new URL(body.a).protocol === "https:") await axios.get(body.a); // leastwise: expect ssrf
  if (new URL(body.b).hostname === "a.example.com") await axios.get(body.b);
  if (new URL(body.c).searchParams.get("x") === "y") await axios.get(body.c); // leastwise: expect ssrf
  const { protocol } = new URL(body.d);
  if (protocol === "https:") await axios.get(body.d); // leastwise: expect ssrf
  if (new URL(body.e).hostname.endsWith(".example.com")) await axios.get(body.e);
  const found = body.f.match(/^(\w+)-(.*)$/);
  if (found[1] === "a") execSync("echo " + body.f); // leastwise: expect command-injection
  if (body.g.split(":")[0] === "a") execSync("echo " + body.g); // leastwise: expect command-injection
  if (body.h.trim().toLowerCase() === "yes") execSync("echo " + body.h);
};
