import axios from "axios";

const API = "https://api.example.com";

export const handler = async (event) => {
  const { name } = event.queryStringParameters;
  await axios.get(`${API}${name}`); // leastwise: expect ssrf
  await axios.get(`${API}/items?name=${name}`); // leastwise: auditor ssrf
  await axios.get(`${API}/items/${encodeURIComponent(name)}`);
  await axios.get(`${API}/items?${new URLSearchParams({ name })}`);
  await axios.get(`${API}/items?${new URLSearchParams({ name }).toString()}`);
  await axios.get(`${API}/items`, { params: { name } });
  await axios.get(`${API}/items/${Number(name)}`);
  await axios.post(`${API}/items`, { name });
};
