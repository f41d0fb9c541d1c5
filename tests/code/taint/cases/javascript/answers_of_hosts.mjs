import axios from "axios";
import { exec } from "node:child_process";
import { SSMClient, GetParameterCommand } from "@aws-sdk/client-ssm";

const ssm = new SSMClient({});

export const handler = async () => {
  const answer = await fetch("https://mail.example.com/messages/1");
  const message = await answer.json();
  await fetch(message.link); // leastwise: auditor ssrf
  exec(`gzip ${message.file}`); // leastwise: auditor command-injection
  const { data } = await axios.get("https://api.example.com/items");
  eval(data.rule); // leastwise: auditor code-injection
  await axios.get(`https://api.example.com/items/${data.id}`);
  console.log(data.id);
  const secret = await (await fetch("http://localhost:2773/secretsmanager/get?secretId=token")).json();
  await fetch(secret.address);
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: "address" }));
  await fetch(Parameter.Value);
};
