// event: iot
const { exec } = require("child_process");

exports.handler = async (event) => exec(`show ${event.device}`); // leastwise: expect command-injection
