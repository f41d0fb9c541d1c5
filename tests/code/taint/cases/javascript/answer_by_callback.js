// event: cloudfront
exports.handler = (event, context, callback) => {
  const { request } = event.Records[0].cf;
  if (request.uri.endsWith("/")) {
    const value = `https://www.example.com${request.uri.slice(0, -1)}`;
    callback(null, { status: "301", headers: { location: [{ key: "Location", value }] } });
    return;
  }
  const query = new URLSearchParams(request.querystring);
  callback(null, { status: "302", headers: { location: [{ key: "Location", value: query.get("to") }] } }); // leastwise: expect open-redirect
};
