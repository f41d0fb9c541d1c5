import json
import ldap
import ldap3
import ldap3.utils.conv
from ldap.filter import escape_filter_chars


def handler(event, context):
    body = json.loads(event["body"])

    connection = ldap.initialize("ldap://directory")
    name = body["name"]
    connection.search_s("dc=shop", ldap.SCOPE_SUBTREE, f"(uid={name})")  # leastwise: expect ldap-injection
    connection.search_s("dc=shop", ldap.SCOPE_SUBTREE, f"(uid={escape_filter_chars(name)})")
    other = ldap3.Connection("directory")
    other.search("dc=shop", f"(uid={name})")  # leastwise: expect ldap-injection
    other.search(search_base="dc=shop", search_filter=f"(uid={ldap3.utils.conv.escape_filter_chars(name)})")
