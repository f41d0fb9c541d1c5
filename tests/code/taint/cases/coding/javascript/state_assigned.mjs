const caller = {};
const settings = { stage: "live" };
const last = {};

export const handler = async (event) => {
  Object.assign(caller, event.requestContext.authorizer); // leastwise: expect shared-state
  Object.assign(settings, { region: process.env.AWS_REGION });
  Object.assign(last, { path: event.rawPath });
  const own = Object.assign({}, event.headers);
  return { statusCode: 200, body: JSON.stringify({ caller, settings, last, own }) };
};
