const { exec } = require("child_process");

exports.handler = (event, context, callback) => {
  Promise.resolve(event.body)
    .then(JSON.parse)
    .then((body) => body.name)
    .then((name) => exec(`show ${name}`)) // leastwise: expect command-injection
    .catch(callback)
    .finally(() => callback(null, {}));
};
