// event: s3
import { GetObjectCommand, HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";

const s3 = new S3Client({});

export const handler = async (event) => {
  for (const record of event.Records) {
    const asked = { Bucket: record.s3.bucket.name, Key: record.s3.object.key };
    const whole = await s3.send(new GetObjectCommand(asked));
    await whole.Body.transformToByteArray(); // leastwise: expect unbounded-upload
    const { ContentLength } = await s3.send(new HeadObjectCommand(asked));
    if (ContentLength > 5_000_000) continue;
    const small = await s3.send(new GetObjectCommand(asked));
    await small.Body.transformToString();
  }
};
