import pymysql


def handler(event, context):
    q = event["queryStringParameters"]

    connection = pymysql.connect(host="db")
    cursor = connection.cursor()
    cursor.execute("select * from users where name = '%s'" % q["name"])  # leastwise: expect sql-injection
    cursor.execute("select * from users where name = %s", [q["name"]])
    cursor.execute("select * from users where name = '%s'" % connection.escape_string(q["name"]))
