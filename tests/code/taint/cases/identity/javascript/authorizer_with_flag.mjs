// event: authorizer
import { CognitoJwtVerifier } from "aws-jwt-verify";
const verifier = CognitoJwtVerifier.create({ userPoolId: process.env.POOL, tokenUse: "access", clientId: process.env.CLIENT });
export const handler = async (event) => {
  let isAuthorized = false;
  try {
    await verifier.verify(event.headers.authorization);
    isAuthorized = true;
  } catch (error) {
    console.log(error);
  }
  return { isAuthorized };
};
