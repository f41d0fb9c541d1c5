// event: authorizer
const jwt = require("jsonwebtoken");
exports.handler = (event, context, callback) => {
  const token = (event.headers.Authorization || "").replace("Bearer ", "");
  let user;
  try {
    user = jwt.verify(token, process.env.KEY, { ignoreExpiration: true });
  } catch (e) {
    user = jwt.decode(token); // leastwise: expect unverified-jwt
  }
  callback(null, { // leastwise: expect authorizer-accepts-all
    principalId: user ? user.sub : "guest",
    policyDocument: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: event.methodArn }] },
  });
};
