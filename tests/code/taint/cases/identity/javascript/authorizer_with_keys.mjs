// event: authorizer
import jwt from "jsonwebtoken";
import jwksClient from "jwks-rsa";
const client = jwksClient({ jwksUri: process.env.JWKS });
const policy = (Effect, Resource) => ({ Version: "2012-10-17", Statement: [{ Action: "execute-api:Invoke", Effect, Resource }] });
export const handler = async (event) => {
  const token = event.authorizationToken.slice(7);
  const decoded = jwt.decode(token, { complete: true });
  if (!decoded || !decoded.header || !decoded.header.kid) throw new Error("invalid token");
  const key = await client.getSigningKey(decoded.header.kid);
  const claims = jwt.verify(token, key.publicKey, { audience: process.env.AUD });
  return { principalId: claims.sub, policyDocument: policy("Allow", event.methodArn) };
};
