import pg from "pg";
import tls from "node:tls";

process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0"; // leastwise: expect tls-not-verified
const pool = new pg.Pool({ host: "db.shop", ssl: { rejectUnauthorized: false } }); // leastwise: expect tls-not-verified
const other = new pg.Pool({ host: "db.shop", ssl: { rejectUnauthorized: true } });

export const handler = async () => {
  tls.connect({ host: "partner.shop", rejectUnauthorized: process.env.STAGE !== "dev" });
  return [await pool.query("SELECT 1"), await other.query("SELECT 1")];
};
