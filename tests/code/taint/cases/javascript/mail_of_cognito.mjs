// event: cognito
export const handler = async (event) => {
  const { name } = event.request.userAttributes;
  event.response.smsMessage = `Hello ${name}`;
  event.response.emailSubject = `<p>Hello ${name}`;
  event.response.emailMessage = `<p>Your code is ${event.request.codeParameter}</p>`;
  event.response.emailMessage = `<p>Hello ${name}, ${event.request.codeParameter}</p>`; // leastwise: expect xss
  return event;
};
