const ldap = require("ldapjs");
const client = ldap.createClient({ url: process.env.LDAP });

exports.handler = async (event) => {
  const { user } = event.queryStringParameters;
  client.search("dc=example,dc=com", { filter: `(uid=${user})`, scope: "sub" }, () => {}); // leastwise: expect ldap-injection
  client.search("dc=example,dc=com", { filter: new ldap.EqualityFilter({ attribute: "uid", value: user }) }, () => {});
  client.bind("uid=" + user + ",dc=example,dc=com", "x", () => {}); // leastwise: expect ldap-injection
};
