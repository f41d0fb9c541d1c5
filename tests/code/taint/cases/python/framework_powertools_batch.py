# event: sqs
import os

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

processor = BatchProcessor(event_type=EventType.SQS)


def one(record: SQSRecord):
    os.system("show " + record.body)  # leastwise: expect command-injection
    os.system("show " + record.json_body["name"])  # leastwise: expect command-injection
    os.system("show " + record.message_id)


def handler(event, context):
    return process_partial_response(event=event, record_handler=one, processor=processor, context=context)
