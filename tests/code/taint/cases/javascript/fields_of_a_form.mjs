import Busboy from "busboy";
import { exec } from "child_process";

const parse = (event) =>
  new Promise((resolve, reject) => {
    const fields = {};
    const busboy = Busboy({ headers: event.headers });
    busboy.on("field", (name, value) => {
      fields[name] = value;
    });
    busboy.on("finish", () => resolve(fields));
    busboy.on("error", reject);
    busboy.end(Buffer.from(event.body, "base64"));
  });

export const handler = async (event) => {
  const fields = await parse(event);
  exec(`show ${fields.name}`); // leastwise: expect command-injection
  exec(`show ${Number(fields.count)}`);
};
