import logging

import boto3

table = boto3.resource("dynamodb").Table("orders")
sns = boto3.client("sns")


def handler(event, context):
    try:
        table.get_item(Key={"id": "1"})
    except Exception:
        pass
    try:
        table.put_item(Item={"id": "1"})
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        pass
    try:
        sns.publish(TopicArn="arn:aws:sns:eu-west-1:111122223333:orders", Message="1")
    except Exception as error:
        logging.error(error)
    try:
        sns.publish(TopicArn="arn:aws:sns:eu-west-1:111122223333:paid", Message="1")  # leastwise: expect swallowed-error
    except:
        pass
    return {"statusCode": 200}
