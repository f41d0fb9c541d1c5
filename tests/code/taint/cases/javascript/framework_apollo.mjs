import { ApolloServer } from "@apollo/server";
import { startServerAndCreateLambdaHandler, handlers } from "@as-integrations/aws-lambda";
import pg from "pg";

const pool = new pg.Pool();
const resolvers = {
  Query: {
    user: async (parent, { name }, context) => {
      const { rows } = await pool.query(`SELECT * FROM users WHERE name = '${name}'`); // leastwise: expect sql-injection
      return rows[0];
    },
    safe: (parent, args) => pool.query("SELECT * FROM users WHERE name = $1", [args.name]),
  },
};

const server = new ApolloServer({ typeDefs: "type Query { user(name: String): String }", resolvers });

export const handler = startServerAndCreateLambdaHandler(server, handlers.createAPIGatewayProxyEventV2RequestHandler());
