const crypto = require("crypto");

function generateToken() {
  return Math.random().toString(36).slice(2); // leastwise: expect weak-random
}

exports.handler = async () => {
  const delay = Math.random() * 100;
  const sessionId = `s-${Math.random()}`; // leastwise: expect weak-random
  const uuid = crypto.randomUUID();
  return { statusCode: 200, body: JSON.stringify({ delay, sessionId, uuid, token: generateToken() }) };
};
