import { execSync } from "node:child_process";
import { plainToInstance, Type } from "class-transformer";
import { IsIn, IsInt, IsString, IsUUID, Matches, validate, validateOrReject, ValidateNested } from "class-validator";

class Line {
  @IsInt() number: number;
  @IsString() text: string;
}

class Order {
  @IsUUID() id: string;
  @IsIn(["a", "b"]) kind: string;
  @Matches(/^[a-z]+$/) code: string;
  @Matches(/^[a-z]+$/m) lines: string;
  @Matches(/[a-z]+/) open: string;
  @IsString() name: string;
  @ValidateNested() @Type(() => Line) line: Line;
}

const asked = async (given: unknown) => {
  const order = plainToInstance(Order, given);
  const errors = await validate(order);
  if (errors.length > 0) throw new Error("no order");
  execSync(`order ${order.id} ${order.kind} ${order.code} ${order.line.number}`);
  execSync(`order ${order.lines}`); // leastwise: expect command-injection
  execSync(`order ${order.open}`); // leastwise: expect command-injection
  execSync(`order ${order.name}`); // leastwise: expect command-injection
  execSync(`order ${order.line.text}`); // leastwise: expect command-injection
};

const refused = async (given: unknown) => {
  const order = plainToInstance(Order, given);
  await validateOrReject(order);
  execSync(`order ${order.id}`);
  execSync(`order ${order.name}`); // leastwise: expect command-injection
};

const unasked = (given: unknown) => {
  const order = plainToInstance(Order, given);
  execSync(`order ${order.id}`); // leastwise: expect command-injection
};

const ignored = async (given: unknown) => {
  const order = plainToInstance(Order, given);
  const errors = await validate(order);
  if (errors.length > 0) console.log("no order");
  execSync(`order ${order.id}`); // leastwise: expect command-injection
};

export const handler = async (event: any) => {
  const body = JSON.parse(event.body);
  await asked(body.asked);
  await refused(body.refused);
  unasked(body.unasked);
  await ignored(body.ignored);
};
