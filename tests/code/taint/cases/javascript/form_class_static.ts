import { exec } from "child_process";

abstract class Base {
  static async main(event: { body: string }) {
    return new this().run(JSON.parse(event.body));
  }

  protected run(body: { name: string }): void {}
}

class Show extends Base {
  #prefix = "show";

  protected override run({ name }: { name: string }) {
    exec(`${this.#prefix} ${name}`); // leastwise: expect command-injection
  }
}

export const handler = (event: { body: string }) => Show.main(event);
