import boto3

dynamodb = boto3.client("dynamodb")


def handler(event, context):
    q = event["queryStringParameters"]
    dynamodb.scan(  # leastwise: expect nosql-injection
        TableName="orders",
        ScanFilter={"name": {"AttributeValueList": [{"S": q["name"]}], "ComparisonOperator": q["how"]}},
    )
    dynamodb.scan(
        TableName="orders",
        ScanFilter={"name": {"AttributeValueList": [{"S": q["name"]}], "ComparisonOperator": "EQ"}},
    )
