from ldap3 import Connection, Server
from ldap3.utils.dn import escape_rdn, safe_dn

link = Connection(Server("ldaps://10.0.0.1"))


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    link.delete("cn=" + escape_rdn(name) + ",dc=shop")
    link.delete(safe_dn("cn=" + name + ",dc=shop"))  # leastwise: expect ldap-injection
    return {"statusCode": 200}
