import { exec } from "node:child_process";

import { ApiGatewayEnvelope } from "@aws-lambda-powertools/parser/envelopes";
import { parser } from "@aws-lambda-powertools/parser/middleware";
import middy from "@middy/core";
import { z } from "zod";

const schema = z.object({ count: z.number(), text: z.string() });

const show = async (order: z.infer<typeof schema>) => {
  exec(`show ${order.count}`);
  exec(`show ${order.text}`); // leastwise: expect command-injection
  return { statusCode: 204 };
};

export const handler = middy(show).use(parser({ schema, envelope: ApiGatewayEnvelope }));
