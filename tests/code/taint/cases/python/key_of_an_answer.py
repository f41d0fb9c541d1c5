import boto3

pinpoint = boto3.client("pinpoint")


def handler(event, context):
    number = event["queryStringParameters"]["number"]
    sent = pinpoint.send_messages(ApplicationId="a", MessageRequest={"Addresses": {number: {"ChannelType": "SMS"}}})
    print("sent " + sent["MessageResponse"]["Result"][number]["MessageId"])
