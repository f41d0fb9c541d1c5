import { handle } from "hono/aws-lambda";

import app from "./hono.mjs";

export const handler = handle(app);
