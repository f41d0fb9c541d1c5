const SLUG = /^([a-z0-9]+-?)*$/;

export const handler = async (event) => {
  const { name, text } = JSON.parse(event.body);
  const slug = SLUG.test(name); // leastwise: expect regex-dos
  const words = text.split(",");
  const plain = /^[a-z]+$/.test(name);
  const trimmed = text.replace(/(\s+)+$/, ""); // leastwise: expect regex-dos
  return { statusCode: 200, body: JSON.stringify({ slug, words, plain, trimmed }) };
};
