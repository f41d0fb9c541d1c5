import { exec } from "child_process";

async function* names(records) {
  for (const record of records) yield JSON.parse(record.body).name;
}

// leastwise: the kind of the trigger is that of an API: it has no records
export const handler = async (event) => {
  for await (const name of names([event])) {
    exec(`show ${name}`); // leastwise: expect command-injection
  }
};
