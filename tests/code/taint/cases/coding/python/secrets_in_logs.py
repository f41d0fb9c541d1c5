import os

import boto3

secrets = boto3.client("secretsmanager")
parameters = boto3.client("ssm")


def handler(event, context):
    print("password", os.environ["DB_PASSWORD"])  # leastwise: expect secret-logged
    print(os.environ)  # leastwise: expect secret-logged
    print(os.environ["TABLE_NAME"], os.environ["SECRET_ARN"], os.environ["TOKEN_TABLE"])
    found = secrets.get_secret_value(SecretId="shop")
    print(found)  # leastwise: expect secret-logged
    print(found["ARN"], found["VersionId"], len(found["SecretString"]))
    hidden = parameters.get_parameter(Name="key", WithDecryption=True)["Parameter"]["Value"]
    print(f"key is {hidden}")  # leastwise: expect secret-logged
    shown = parameters.get_parameter(Name="colour")["Parameter"]["Value"]
    print(f"colour is {shown}")
    return {"statusCode": 200}
