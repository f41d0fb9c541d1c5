const { exec } = require("child_process");

class Command {
  constructor() {
    this.parts = ["show"];
  }

  add(part) {
    this.parts.push(part);
    return this;
  }

  toString() {
    return this.parts.join(" ");
  }
}

exports.handler = async (event) => {
  const command = new Command().add("-a").add(event.queryStringParameters.name);
  exec(command.toString()); // leastwise: expect command-injection
  exec(new Command().add("-b").toString());
};
