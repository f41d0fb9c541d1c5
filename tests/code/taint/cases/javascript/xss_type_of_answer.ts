import awsLambdaFastify from "@fastify/aws-lambda";
import Fastify from "fastify";

const app = Fastify();

app.get("/text", async (request, reply) => reply.type("text/plain").send("Hello " + request.query.name));
app.get("/page", async (request, reply) => reply.type("text/html").send("<p>Hello " + request.query.name)); // leastwise: expect xss

export const handler = awsLambdaFastify(app);
