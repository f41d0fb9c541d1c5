import { S3 } from "@aws-sdk/client-s3";

const s3 = new S3({});

class Refused extends Error {
  constructor(public status: number, message: string) {
    super(message);
  }
}

export const handler = async (event: any) => {
  try {
    if (!event.body) throw new Refused(400, "no body");
    await s3.putObject({ Bucket: "orders", Key: "order", Body: event.body });
    return { statusCode: 204, body: "" };
  } catch (error: any) {
    if (error instanceof Refused) return { statusCode: error.status, body: error.message };
    if (error.expose) return { statusCode: error.statusCode, body: JSON.stringify({ message: error.message }) };
    if (error instanceof TypeError) return { statusCode: 500, body: error.message }; // leastwise: expect verbose-error
    return { statusCode: 500, body: JSON.stringify({ error }) }; // leastwise: expect verbose-error
  }
};
