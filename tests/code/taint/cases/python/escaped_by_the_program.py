# event: sqs
import json
import os

import ldap


def for_shell(text):
    return "'" + text.replace("'", "'\\''") + "'"


def for_filter(text):
    return text.replace("\\", r"\5c").replace("*", r"\2a").replace("(", r"\28").replace(")", r"\29").replace("\0", r"\00")


def handler(event, context):
    connection = ldap.initialize("ldaps://people")
    for record in event["Records"]:
        name = json.loads(record["body"])["name"]
        os.system("tag " + for_shell(name))
        os.system("tag " + name.replace("'", "'\\''"))  # leastwise: expect command-injection
        os.system("tag '" + name.replace("'", "\\'") + "'")  # leastwise: expect command-injection
        connection.search_s("ou=a", 2, f"(cn={for_filter(name)})")
        connection.search_s("ou=a", 2, f"(cn={name.replace('*', '')})")  # leastwise: expect ldap-injection
