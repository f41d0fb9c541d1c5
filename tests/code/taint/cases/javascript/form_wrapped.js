const { exec } = require("child_process");

const wrap = (fn) => async (event, context) => {
  try {
    return { statusCode: 200, body: JSON.stringify(await fn(JSON.parse(event.body), context)) };
  } catch (error) {
    return { statusCode: 500, body: "failed" };
  }
};

module.exports = {
  handler: wrap(async ({ name }) => {
    exec(`show ${name}`); // leastwise: expect command-injection
    return {};
  }),
};
