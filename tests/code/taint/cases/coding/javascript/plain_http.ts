import axios from "axios";

export const handler = async (event: { rawPath: string }) => {
  await axios.get("http://partner.shop/stock"); // leastwise: expect plain-http
  await axios.post("https://partner.shop/stock", { xmlns: "http://www.w3.org/2000/svg" });
  await fetch("http://127.0.0.1:2772/applications");
  return { statusCode: 200 };
};
