export const handler = async (event) => {
  console.log("EVENT: " + JSON.stringify(event, null, 2)); // leastwise: expect event-logged
  console.log({ event }); // leastwise: expect event-logged
  console.log(process.env); // leastwise: expect secret-logged
  console.log("token", process.env.API_TOKEN); // leastwise: expect secret-logged
  console.log(event.rawPath, process.env.TABLE_NAME, Boolean(process.env.API_TOKEN));
  return { statusCode: 200 };
};
