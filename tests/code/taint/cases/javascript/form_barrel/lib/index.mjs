export * as db from "./db.mjs";
