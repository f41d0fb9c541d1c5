export const handler = async (event) => {
  process.stdout.write(`user ${event.queryStringParameters.user}\n`); // leastwise: expect log-injection
  process.stdout.write(JSON.stringify({ user: event.queryStringParameters.user }));
  process.stdout.write(`agent ${event.headers["user-agent"]}\n`);
};
