import middy from "@middy/core";
import httpJsonBodyParser from "@middy/http-json-body-parser";
import { exec } from "child_process";
import type { APIGatewayProxyEventV2 } from "aws-lambda";

const lambda = async (event: APIGatewayProxyEventV2 & { body: { name: string } }) => {
  exec(`show ${event.body.name}`); // leastwise: expect command-injection
  return { statusCode: 200 };
};

export const handler = middy().use(httpJsonBodyParser()).handler(lambda);
