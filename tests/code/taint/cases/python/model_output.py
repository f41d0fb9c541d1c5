import json
import os
import sqlite3

import boto3

bedrock = boto3.client("bedrock-runtime")


def handler(event, context):
    question = json.loads(event["body"])["question"]
    answer = bedrock.converse(modelId="m", messages=[{"role": "user", "content": [{"text": question}]}])
    text = answer["output"]["message"]["content"][0]["text"]
    sqlite3.connect("/tmp/a.db").execute(text)  # leastwise: expect prompt-injection-sink
    os.system("ls")
    return {"statusCode": 200, "body": text}
