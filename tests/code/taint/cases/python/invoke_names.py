import json
import boto3

functions = boto3.client("lambda")
queues = boto3.client("sqs")
QUEUES = {"a": "https://sqs/a", "b": "https://sqs/b"}


def handler(event, context):
    body = json.loads(event["body"])

    functions.invoke(FunctionName=body["function"], Payload="{}")  # leastwise: expect tainted-invoke
    functions.invoke(FunctionName="resize", Payload=json.dumps(body))
    boto3.resource("dynamodb").Table(body["table"]).get_item(Key={"id": "1"})  # leastwise: expect tainted-invoke
    queues.send_message(QueueUrl=QUEUES[body["queue"]], MessageBody="a")
