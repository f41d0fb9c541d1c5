import { db } from "./lib/index.mjs";

export const handler = async (event) => db.find(event.pathParameters.id);
