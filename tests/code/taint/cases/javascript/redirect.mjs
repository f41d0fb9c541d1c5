export const handler = async (event) => {
  const { next, code } = event.queryStringParameters;
  if (code === "a") return { statusCode: 302, headers: { Location: `/orders/${next}` } };
  if (code === "b") return { statusCode: 201, headers: { Location: next } };
  if (code === "c") return { statusCode: 302, headers: { Location: `https://www.example.com/?n=${next}` } };
  return { statusCode: 302, headers: { Location: next } }; // leastwise: expect open-redirect
};
