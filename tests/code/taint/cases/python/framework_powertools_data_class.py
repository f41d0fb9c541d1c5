# event: s3
import os

from aws_lambda_powertools.utilities.data_classes import S3Event, event_source


@event_source(data_class=S3Event)
def handler(event: S3Event, context):
    for record in event.records:
        os.system("show " + record.s3.get_object.key)  # leastwise: expect command-injection
        os.system("show " + record.s3.bucket.name)
