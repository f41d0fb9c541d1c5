export const handler = async (event) => {
  const { sum, name } = event.queryStringParameters;
  if (!/^[0-9+\-*/ ().]+$/.test(sum)) return { statusCode: 400 };
  if (!/^[\w+\-*/ ().]+$/.test(name)) return { statusCode: 400 };
  eval(name); // leastwise: expect code-injection
  return { statusCode: 200, body: String(eval(sum)) };
};
