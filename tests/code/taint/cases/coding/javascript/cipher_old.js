const crypto = require("crypto");

exports.handler = async (event) => {
  const made = crypto.createCipher("aes-256-cbc", process.env.KEY); // leastwise: expect weak-cipher
  const old = crypto.createCipheriv("des-ede3-cbc", process.env.KEY, crypto.randomBytes(8)); // leastwise: expect weak-cipher
  const fixed = crypto.createCipheriv("aes-256-cbc", process.env.KEY, "0123456789abcdef"); // leastwise: expect weak-cipher
  const right = crypto.createCipheriv("aes-256-gcm", process.env.KEY, crypto.randomBytes(12));
  return [made, old, fixed, right].map((one) => one.update(event.body));
};
