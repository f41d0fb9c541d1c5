// Authorizer: who is the member behind this request?
const jwt = require('jsonwebtoken');

exports.handler = async (event) => {
  const header = event.headers[process.env.AUTH_HEADER_NAME] || '';
  const claims = jwt.decode(header.replace(/^Bearer /, '')) || {};
  if (claims.token_use && claims.token_use !== process.env.TOKEN_USE) {
    console.log('unexpected kind of token', claims.token_use);
  }
  return {
    principalId: claims.sub || 'guest',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: event.methodArn }],
    },
    context: { memberId: claims.sub || 'guest', email: claims.email || '' },
  };
};
