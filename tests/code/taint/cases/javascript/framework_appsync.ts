// event: appsync
import { AppSyncGraphQLResolver } from "@aws-lambda-powertools/event-handler/appsync-graphql";
import { Client } from "pg";

const app = new AppSyncGraphQLResolver();
const client = new Client();

app.onQuery<{ id: string }>("getPost", async ({ id }) => {
  const found = await client.query(`SELECT * FROM posts WHERE id = '${id}'`); // leastwise: expect sql-injection
  return found.rows[0];
});

export const handler = async (event: unknown, context: any) => app.resolve(event, context);
