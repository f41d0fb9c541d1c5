const { exec } = require("child_process");

exports.handler = async (event) => {
  const { page, size, name } = JSON.parse(event.body);
  exec(`show ${Number.parseInt(page, 10)}`);
  exec(`show ${Number.parseFloat(size)}`);
  exec(`show ${name}`); // leastwise: expect command-injection
  setTimeout(name, 10);
};
