// event: authorizer
const jwt = require("jsonwebtoken");
exports.handler = (event, context, callback) => {
  const token = event.authorizationToken;
  jwt.verify(token, process.env.KEY, (err, decoded) => {
    if (err) return callback("Unauthorized");
    callback(null, { principalId: decoded.sub, policyDocument: { Version: "2012-10-17", Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: event.methodArn }] } });
  });
};
