import axios from "axios";
import pg from "pg";

const apiKey = "vT3-amber-Quill-71";
const login = { username: "shop", password: "Willow5-Beacon-Tide-64" };
const other = "Alder8-Pebble-Mist-27";
const stage = "staging-eu-1";

export const handler = async () => {
  console.log("key", apiKey); // leastwise: expect secret-logged
  console.log(`as ${login.username} with ${login.password} in ${stage}`); // leastwise: expect secret-logged
  console.log("connecting", { stage, other }); // leastwise: expect secret-logged
  console.log("connecting", { stage, user: login.username });
  await axios.get("https://example.com", { auth: login });
  await new pg.Client({ user: "shop", password: other }).connect();
  return { statusCode: 200 };
};
