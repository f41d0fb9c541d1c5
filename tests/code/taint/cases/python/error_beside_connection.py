import pymysql


def handler(event, context):
    cursor = connect().cursor()
    cursor.execute("SELECT 1")
    return {"statusCode": 200, "body": str(cursor.fetchall())}


def connect():
    try:
        return pymysql.connect(host="db.example.com")
    except pymysql.MySQLError as error:
        return error
