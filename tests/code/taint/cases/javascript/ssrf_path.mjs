export const handler = async (event) => {
  await fetch(`https://api.example.com${event.rawPath}`); // leastwise: auditor ssrf
  await fetch(process.env.API + event.rawPath); // leastwise: auditor ssrf
  await fetch(`https://api.example.com${event.pathParameters.proxy}`); // leastwise: expect ssrf
  return { statusCode: 302, headers: { Location: event.rawPath } }; // leastwise: expect open-redirect
};
