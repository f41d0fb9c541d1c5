import boto3

s3 = boto3.client("s3")


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    fixed = s3.get_object(Bucket="settings", Key="settings.json")["Body"].read()
    begin = s3.get_object(Bucket="uploads", Key=name)["Body"].read(1024)
    whole = s3.get_object(Bucket="uploads", Key=name)["Body"].read()  # leastwise: expect unbounded-upload
    return {"statusCode": 200, "body": str(len(fixed) + len(begin) + len(whole))}
