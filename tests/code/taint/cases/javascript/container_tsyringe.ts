import "reflect-metadata";
import { Pool } from "pg";
import { container, inject, injectable } from "tsyringe";
import { z } from "zod";

interface Orders {
  named(name: string): Promise<unknown>;
  counted(count: number): Promise<unknown>;
}

class PgOrders implements Orders {
  private readonly pool = new Pool();

  named(name: string) {
    return this.pool.query(`SELECT * FROM orders WHERE name = '${name}'`); // leastwise: expect sql-injection
  }

  counted(count: number) {
    return this.pool.query(`SELECT * FROM orders WHERE count = ${count}`);
  }
}

const Order = z.object({ name: z.string(), count: z.number() });

@injectable()
class Service {
  constructor(@inject("Orders") private readonly orders: Orders) {}

  async run(body: unknown) {
    const order = Order.parse(body);
    await this.orders.named(order.name);
    await this.orders.counted(order.count);
  }
}

container.register("Orders", { useClass: PgOrders });

export const handler = async (event: { body?: string }) => {
  await container.resolve(Service).run(JSON.parse(event.body ?? "{}"));
};
