// Authorizer: who is the member behind this request?
const { CognitoJwtVerifier } = require('aws-jwt-verify');

const verifier = CognitoJwtVerifier.create({
  userPoolId: process.env.USER_POOL_ID,
  clientId: process.env.CLIENT_ID,
  tokenUse: 'id',
});

exports.handler = async (event) => {
  const header = event.headers[process.env.AUTH_HEADER_NAME] || '';
  let claims;
  try {
    claims = await verifier.verify(header.replace(/^Bearer /, ''));
  } catch (error) {
    console.log('token refused', error.name);
    throw new Error('Unauthorized'); // API Gateway makes a 401 of exactly this word
  }
  return {
    principalId: claims.sub,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: event.methodArn }],
    },
    context: {
      memberId: claims.sub,
      email: claims.email,
      groups: (claims['cognito:groups'] || []).join(' '),
    },
  };
};
