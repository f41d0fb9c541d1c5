import boto3

s3 = boto3.client("s3")


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    fixed = s3.get_object(Bucket="settings", Key="settings.json")["Body"].read()
    begin = s3.get_object(Bucket="uploads", Key=name)["Body"].read(1024)
    whole = s3.get_object(Bucket="uploads", Key=name)["Body"].read()  # leastwise: expect unbounded-upload
    head = s3.head_object(Bucket="uploads", Key=event["queryStringParameters"]["small"])
    if head["ContentLength"] > 5_000_000:
        return {"statusCode": 413}
    small = s3.get_object(Bucket="uploads", Key=event["queryStringParameters"]["small"])["Body"].read()
    large = s3.get_object(Bucket="uploads", Key=event["queryStringParameters"]["large"])["Body"].read()  # leastwise: expect unbounded-upload
    whole += small + large
    return {"statusCode": 200, "body": str(len(fixed) + len(begin) + len(whole))}
