// event: authorizer
import jwt from 'jsonwebtoken';
const generatePolicy = (principalId, effect, resource) => {
  const authResponse = { principalId };
  if (effect && resource) {
    authResponse.policyDocument = { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: resource }] };
  }
  return authResponse; // leastwise: expect authorizer-accepts-all
};
export const handler = async (event) => {
  const decoded = jwt.decode(event.authorizationToken.replace(/^Bearer /, ''), { complete: true }); // leastwise: expect unverified-jwt
  if (decoded.header.alg === 'none') throw new Error('Unauthorized');
  if (decoded.payload.exp * 1000 < Date.now()) throw new Error('Unauthorized');
  return generatePolicy(decoded.payload.sub, 'Allow', event.methodArn);
};
