"""Constructs of the plugin serverless-lift: what they deploy, what names them, who works on them."""

from textwrap import dedent

from leastwise.model.application import Application
from leastwise.model.value import Reference
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read


def application(text: str) -> Application:
    files = MemoryFiles({"serverless.yml": dedent(text), "app.py": "def handler(event, context): ..."})
    (reading,) = read(files)
    return reading.worlds[0]


def test_a_queue_its_worker_and_what_names_it() -> None:
    app = application("""
        service: shop
        provider: {name: aws, runtime: python3.13}
        plugins: [serverless-lift]
        constructs:
          jobs: {type: queue, maxRetries: 5, worker: {handler: app.handler, timeout: 10}}
        functions:
          producer: {handler: app.handler, environment: {JOBS: "${construct:jobs.queueUrl}"}}
    """)
    queue = next(one for one in app.resources("AWS::SQS::Queue") if "RedrivePolicy" in one.properties)
    assert queue.get("QueueName") == "shop-dev-jobs"
    assert queue.get("VisibilityTimeout") == 60
    assert queue.get("RedrivePolicy.maxReceiveCount") == 5
    producer, worker = sorted(app.functions, key=lambda one: "orker" in one.id)
    assert producer.environment["JOBS"].value == Reference(queue.key, "Ref")
    assert [one.resource for one in app.triggers_of(worker)] == [queue]


def test_a_bucket_and_a_table_are_named_in_events_and_settings() -> None:
    app = application("""
        service: shop
        provider: {name: aws, runtime: python3.13}
        plugins: [serverless-lift]
        constructs:
          uploads: {type: storage}
          orders: {type: database/dynamodb-single-table}
        functions:
          resize:
            handler: app.handler
            environment: {ORDERS: "${construct:orders.tableName}"}
            events: [{s3: {bucket: "${construct:uploads.bucketName}", existing: true}}]
    """)
    bucket = next(one for one in app.resources("AWS::S3::Bucket") if one.name.startswith("uploads"))
    (table,) = app.resources("AWS::DynamoDB::Table")
    (function,) = app.functions
    assert function.environment["ORDERS"].value == Reference(table.key, "Ref")
    assert bucket.get("PublicAccessBlockConfiguration.BlockPublicAcls") is True
    assert [one.resource for one in app.triggers_of(function)] == [bucket]


def test_what_is_not_known_is_named() -> None:
    files = MemoryFiles({"serverless.yml": dedent("""
        service: shop
        provider: {name: aws, runtime: python3.13}
        plugins: [serverless-lift]
        constructs: {page: {type: static-website, path: dist}}
        functions: {one: {handler: app.handler}}
    """)})  # fmt: skip
    (reading,) = read(files)
    assert any("construct page" in note.reason for note in reading.unread)
