// event: authorizer
import { CognitoJwtVerifier } from "aws-jwt-verify";
const verifier = CognitoJwtVerifier.create({ userPoolId: process.env.POOL, tokenUse: "access", clientId: process.env.CLIENT });
export const handler = async (event) => {
  let claims;
  try {
    claims = await verifier.verify(event.authorizationToken);
  } catch (error) {
    console.log(error);
    claims = { sub: "anonymous" };
  }
  return { principalId: claims.sub, policyDocument: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: event.methodArn }] } }; // leastwise: expect authorizer-accepts-all
};
