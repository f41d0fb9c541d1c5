export const handler = async () => {
  console.log(process.env.PASSWORD_ITERATIONS, process.env.TOKEN_COST);
  console.log("mail with", process.env.MAIL_API_KEY); // leastwise: expect secret-logged
  return { statusCode: 200 };
};
