// event: function-url
exports.handler = async (event) => {
  const target = new URL(event.queryStringParameters.u);
  const response = await fetch(target); // leastwise: expect ssrf
  const data = await response.json();
  return fetch(new Request(event.queryStringParameters.u)); // leastwise: expect ssrf
};
