import cookie from "cookie";

export const handler = async (event) => {
  const { name } = JSON.parse(event.body);
  if (event.rawPath === "/a") {
    return { statusCode: 204, headers: { "Set-Cookie": cookie.serialize("name", name) } };
  }
  return { statusCode: 204, headers: { "Set-Cookie": `name=${name}; Secure` } }; // leastwise: expect header-injection
};
