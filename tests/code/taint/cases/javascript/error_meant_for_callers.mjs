class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const answer = async (event) => {
  if (!event.body) throw new Refusal(400, "no body");
  return (await fetch("https://stock.example.com")).json();
};

export const handler = async (event) => {
  try {
    return { statusCode: 200, body: JSON.stringify(await answer(event)) };
  } catch (error) {
    if (error.expose) return { statusCode: error.statusCode, body: JSON.stringify({ message: error.message }) };
    if (error instanceof Refusal) return { statusCode: error.status, body: error.message };
    return { statusCode: 500, body: error.message }; // leastwise: expect verbose-error
  }
};
