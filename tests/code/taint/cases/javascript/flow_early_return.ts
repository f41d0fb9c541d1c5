import { exec } from "child_process";

enum Kind {
  A = "a",
  B = "b",
}

const allowed = (kind: string): kind is Kind => Object.values(Kind).includes(kind as Kind);

export const handler = async (event: any) => {
  const { kind, id, other } = event.pathParameters;
  if (!allowed(kind)) {
    return { statusCode: 404 };
  }
  exec(`show ${kind}`);
  if (!/^\d+$/.test(id) || !other) {
    return { statusCode: 400 };
  }
  exec(`show ${id}`);
  exec(`show ${other}`); // leastwise: expect command-injection
};
