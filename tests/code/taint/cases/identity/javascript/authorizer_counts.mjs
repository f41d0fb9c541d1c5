// event: authorizer
export const handler = async (event) => {
  const token = event.authorizationToken || event.headers?.authorization;
  console.log("asked", Boolean(token), String(token).concat("").length);
  return { // leastwise: expect authorizer-accepts-all
    principalId: "user",
    policyDocument: {
      Version: "2012-10-17",
      Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: "*" }],
    },
  };
};
