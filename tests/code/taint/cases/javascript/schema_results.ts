import { execSync } from "node:child_process";
import { Type } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import * as v from "valibot";

const Order = v.object({ id: v.pipe(v.string(), v.uuid()), code: v.pipe(v.string(), v.regex(/^[a-z]+$/)), name: v.string() });
const Line = TypeCompiler.Compile(Type.Object({ count: Type.Integer(), name: Type.String() }));

export const handler = async (event: any) => {
  const body = JSON.parse(event.body);
  const result = v.safeParse(Order, body.order);
  if (!result.success) return { statusCode: 400 };
  execSync(`order ${result.output.id} ${result.output.code}`);
  execSync(`order ${result.output.name}`); // leastwise: expect command-injection
  if (!Line.Check(body.line)) return { statusCode: 400 };
  execSync(`order ${body.line.count}`);
  execSync(`order ${body.line.name}`); // leastwise: expect command-injection
  return { statusCode: 200 };
};
