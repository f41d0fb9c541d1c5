import { exec, execFile } from "node:child_process";

import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import express from "express";
import serverless from "serverless-http";
import { z } from "zod";

const server = new McpServer({ name: "kiosk", version: "1.0.0" });

server.tool("ping", { host: z.string() }, async ({ host }) => {
  exec(`ping -c 1 ${host}`); // leastwise: expect command-injection
  execFile("/bin/ping", ["-c", "1", "--", host]);
  return { content: [] };
});

server.registerTool("page", { inputSchema: { page: z.number() } }, async ({ page }) => {
  exec(`show ${page}`);
  return { content: [] };
});

const app = express();
app.post("/mcp", async (req, res) => {
  await server.connect(new StreamableHTTPServerTransport({}));
});

export const handler = serverless(app);
