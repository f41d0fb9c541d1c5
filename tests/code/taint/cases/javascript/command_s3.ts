// event: s3
import { exec } from "child_process";
import type { S3Event } from "aws-lambda";

class Converter {
  constructor(private readonly program: string) {}

  run(key: string): void {
    exec(`${this.program} /tmp/${key}`); // leastwise: expect command-injection
  }
}

class App {
  private readonly converter = new Converter("convert");

  public handler = async (event: S3Event): Promise<void> => {
    for (const { s3 } of event.Records) {
      this.converter.run(decodeURIComponent(s3.object.key.replace(/\+/g, " ")));
      exec(`ls ${s3.bucket.name}`);
    }
  };
}

const app = new App();
export const handler = app.handler.bind(app);
