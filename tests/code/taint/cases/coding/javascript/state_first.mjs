const bodies = [];
let session;
let user;
let region;
let last;

export const handler = async (event) => {
  const body = JSON.parse(Buffer.from(event.body, "base64").toString());
  bodies.push(body); // leastwise: expect shared-state
  session = session || { user: body.user }; // leastwise: expect shared-state
  user ??= body.user; // leastwise: expect shared-state
  region ??= process.env.AWS_REGION;
  last = { user: body.user };
  return { statusCode: 200, body: JSON.stringify([session, user, region, last]) };
};
