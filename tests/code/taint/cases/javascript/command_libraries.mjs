// event: sns
import shell from "shelljs";
import { execa, execaCommand } from "execa";
import { $ } from "zx";
import { quote } from "shell-quote";

export const handler = async (event) => {
  const name = event.Records[0].Sns.Message;
  shell.exec("convert " + name); // leastwise: expect command-injection
  await execa("convert", [name]);
  await execaCommand(`convert ${name}`); // leastwise: expect command-injection
  await $`convert ${name}`;
  shell.exec(quote(["convert", name]));
};
