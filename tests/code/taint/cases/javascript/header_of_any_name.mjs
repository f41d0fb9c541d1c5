const headersFor = (language) => ({ "Content-Type": "text/plain", "Content-Language": language });

export const handler = async (event) => {
  const { language, id } = event.queryStringParameters;
  if (event.rawPath === "/a") {
    return { statusCode: 200, headers: headersFor(encodeURIComponent(language)) };
  }
  if (event.rawPath === "/b") {
    return { statusCode: 200, headers: { "X-Order": Number(id), "Access-Control-Allow-Origin": event.headers.origin } };
  }
  return { statusCode: 200, headers: headersFor(language) }; // leastwise: auditor header-injection
};
