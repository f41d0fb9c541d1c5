import axios from "axios";
import got from "got";
import https from "node:https";
import { request } from "undici";
import needle from "needle";
import superagent from "superagent";
import fetch from "node-fetch";

const client = axios.create({ baseURL: "https://api.example.com" });

export const handler = async (event) => {
  const { url, host, id } = JSON.parse(event.body);
  await axios.get(url); // leastwise: expect ssrf
  await axios.get(`https://api.example.com/orders/${id}`); // leastwise: auditor ssrf
  await axios({ method: "get", url }); // leastwise: expect ssrf
  await axios.post("https://api.example.com/orders", { url });
  await client.get("/orders/1", { params: { id } });
  await got(url); // leastwise: expect ssrf
  await request(url); // leastwise: expect ssrf
  await needle("get", url); // leastwise: expect ssrf
  await superagent.get(url); // leastwise: expect ssrf
  await fetch(`https://${host}/status`); // leastwise: expect ssrf
  await fetch("https://api.example.com/a?next=" + encodeURIComponent(url));
  https.get({ hostname: host, path: "/" }, () => {}); // leastwise: expect ssrf
  https.get({ hostname: "api.example.com", path: "/" + id }, () => {}); // leastwise: auditor ssrf
};
