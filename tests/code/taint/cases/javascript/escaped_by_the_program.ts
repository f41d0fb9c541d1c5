// event: sqs
import { execSync } from "node:child_process";
import ldap from "ldapjs";

const client = ldap.createClient({ url: process.env.LDAP! });

const forShell = (text: string) => `'${text.replace(/'/g, `'\\''`)}'`;
const once = (text: string) => `'${text.replace("'", "'\\''")}'`;
const forFilter = (text: string) => text.replace(/[*()\\\0]/g, (sign) => "\\" + sign.charCodeAt(0).toString(16).padStart(2, "0"));
const bySteps = (text: string) =>
  text.replace(/\\/g, "\\5c").replace(/\*/g, "\\2a").replace(/\(/g, "\\28").replace(/\)/g, "\\29");
const notAll = (text: string) => text.replace(/[*\\]/g, "\\2a");
const forExpression = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

export const handler = async (event: any) => {
  for (const record of event.Records) {
    const { name, words } = JSON.parse(record.body);
    execSync("tag " + forShell(name));
    execSync("tag " + once(name)); // leastwise: expect command-injection
    execSync("tag " + name.replace(/'/g, "'\\''")); // leastwise: expect command-injection
    execSync(`tag "${name.replace(/'/g, "'\\''")}"`); // leastwise: expect command-injection
    execSync(`tag '${name}'`); // leastwise: expect command-injection
    client.search("ou=a", { filter: `(cn=${forFilter(name)})` }, () => {});
    client.search("ou=a", { filter: `(cn=${bySteps(name)})` }, () => {});
    client.search("ou=a", { filter: `(cn=${notAll(name)})` }, () => {}); // leastwise: expect ldap-injection
    new RegExp(words.split(" ").map((word: string) => forExpression(word)).join("|"), "gi").test("all");
    new RegExp(words.replace(/[.*]/g, "\\$&")).test("all"); // leastwise: expect regex-dos
  }
};
