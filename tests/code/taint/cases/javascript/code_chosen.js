const HANDLERS = { add: (a, b) => a + b, sub: (a, b) => a - b };

exports.handler = async (event) => {
  const { operation, a, b } = JSON.parse(event.body);
  const run = HANDLERS[operation];
  if (!run) return { statusCode: 400 };
  return { statusCode: 200, body: JSON.stringify(run(Number(a), Number(b))) };
};
