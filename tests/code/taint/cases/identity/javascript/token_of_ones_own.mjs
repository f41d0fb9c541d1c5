// event: authorizer
import { createHmac } from "crypto";
export const handler = async (event) => {
  const [payload, mac] = event.headers.token.split(".");
  const want = createHmac("sha256", process.env.KEY).update(payload).digest("hex");
  if (mac !== want) return { isAuthorized: false };
  const data = JSON.parse(Buffer.from(payload, "base64").toString());
  return { isAuthorized: true, context: { user: data.sub } };
};
