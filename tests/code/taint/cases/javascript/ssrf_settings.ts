import axios from "axios";

const api = axios.create({ baseURL: process.env.API });
const BASE = process.env.BASE_URL ?? "https://api.example.com";

export const handler = async (event: any) => {
  const { id, path } = JSON.parse(event.body);
  await api.get(`/orders/${id}`); // leastwise: auditor ssrf
  await api.get(path); // leastwise: expect ssrf
  await axios.get(`${process.env.API}/orders/${id}`); // leastwise: auditor ssrf
  await axios.get(`${BASE}/orders/${id}`); // leastwise: auditor ssrf
  await fetch(`https://${process.env.HOST}.example.com/orders/${id}`); // leastwise: auditor ssrf
  await fetch(`https://api-${id}.example.com/`); // leastwise: expect ssrf
  await fetch(new URL(`/orders/${id}`, BASE)); // leastwise: auditor ssrf
  await fetch(new URL(path, BASE)); // leastwise: expect ssrf
  const url = new URL("https://api.example.com/orders");
  url.searchParams.set("id", id);
  await fetch(url);
  await fetch(process.env.API + path); // leastwise: expect ssrf
};
