"""Second order: what one function stores for an outsider, and another one reads."""

import pytest
from tests.code.taint.apps import HTTP, NIGHTLY, TABLE, application, function, places

OWN = {"Variables": {"STORE": {"Ref": "Store"}}}
SAVE = """
import json, os, uuid, boto3
store = boto3.resource("dynamodb").Table(os.environ["STORE"])
def handler(event, context):
    body = json.loads(event["body"])
    store.put_item(Item={"id": str(uuid.uuid4()), "city": body["city"], "kind": "order", "n": int(body["n"])})
"""
REPORT = """
import os, boto3
store = boto3.resource("dynamodb").Table(os.environ["STORE"])
def handler(event, context):
    for item in store.scan()["Items"]:
        os.system("wc " + item["FIELD"])
"""
SECOND = ("second-order-injection", "src/report.py", 6)


CITY = REPORT.replace("FIELD", "city")


def shop(save=SAVE, report=CITY, saved_by=HTTP, **more):
    resources = {
        "Save": function("save", saved_by, Environment=OWN),
        "Report": function("report", NIGHTLY, Environment=OWN),
        "Store": TABLE,
        **more,
    }
    return application(resources, {"save.py": save, "report.py": report})


def test_a_field_that_an_outsider_had_stored_is_told_where_it_is_acted_on():
    assert places(shop()) == [SECOND]


@pytest.mark.parametrize("field", ["id", "kind", "n", "other"])
def test_fields_of_the_program_and_numbers_are_its_own(field):
    assert places(shop(report=REPORT.replace("FIELD", field))) == []


def test_a_field_by_get_is_the_same_field():
    read = REPORT.replace('scan()["Items"]', 'scan().get("Items", [])')
    assert places(shop(report=read.replace('item["FIELD"]', 'item.get("city")'))) == [SECOND]
    assert places(shop(report=read.replace('item["FIELD"]', 'item.get("id")'))) == []


def test_the_whole_item_holds_the_field():
    assert places(shop(report=REPORT.replace('"wc " + item["FIELD"]', '"wc %s" % item'))) == [SECOND]


def test_what_was_checked_before_it_is_stored_is_harmless():
    checked = SAVE.replace("    store.put", '    if body["city"] not in ("Rome", "Oslo"): return\n    store.put')
    assert places(shop(save=checked)) == []


def test_what_nobody_outside_brings_is_harmless():
    assert places(shop(saved_by=NIGHTLY)) == []


def test_another_table_is_another_table():
    other = {"Variables": {"STORE": {"Ref": "Other"}}}
    assert places(shop(Save=function("save", HTTP, Environment=other), Other=TABLE)) == []


def test_a_table_by_its_name_is_the_same():
    named = {"Type": "AWS::Serverless::SimpleTable", "Properties": {"TableName": "cities"}}
    save = SAVE.replace('os.environ["STORE"]', '"cities"')
    assert places(shop(save=save, Store=named)) == [SECOND]


def test_it_is_followed_from_store_to_store():
    copy = """
import os, boto3
store = boto3.resource("dynamodb").Table(os.environ["STORE"])
copies = boto3.resource("dynamodb").Table(os.environ["COPIES"])
def handler(event, context):
    for item in store.scan()["Items"]:
        copies.put_item(Item={"id": item["id"], "town": item["city"]})
"""
    both = {"Variables": {"STORE": {"Ref": "Store"}, "COPIES": {"Ref": "Copies"}}}
    copied = {"Variables": {"STORE": {"Ref": "Copies"}}}
    resources = {
        "Save": function("save", HTTP, Environment=OWN),
        "Copy": function("copy", NIGHTLY, Environment=both),
        "Report": function("report", NIGHTLY, Environment=copied),
        "Store": TABLE,
        "Copies": TABLE,
    }
    for field, expected in (("town", [SECOND]), ("id", [])):
        code = {"save.py": SAVE, "copy.py": copy, "report.py": REPORT.replace("FIELD", field)}
        assert places(application(resources, code)) == expected


def test_a_store_that_reads_itself_comes_to_an_end():
    itself = SAVE.replace('body["city"]', 'store.get_item(Key={"id": "1"})["Item"]["city"]')
    assert places(shop(save=itself)) == []


def test_an_object_that_others_upload_is_the_sinks_own_fault():
    work = """
import os, boto3
s3 = boto3.client("s3")
def handler(event, context):
    bucket = event["Records"][0]["s3"]["bucket"]["name"]
    body = s3.get_object(Bucket=os.environ["STORE"], Key="in")["Body"].read().decode()
    os.system("wc " + body)
"""
    upload = {"New": {"Type": "S3", "Properties": {"Bucket": {"Ref": "Store"}, "Events": "s3:ObjectCreated:*"}}}
    resources = {"Work": function("work", upload, Environment=OWN), "Store": {"Type": "AWS::S3::Bucket"}}
    assert places(application(resources, {"work.py": work})) == [("command-injection", "src/work.py", 7)]
    alone = {**resources, "Work": function("work", NIGHTLY, Environment=OWN)}
    assert places(application(alone, {"work.py": work})) == []


def test_rows_of_a_database_that_requests_fill():
    save = """
import json, sqlite3
def handler(event, context):
    sqlite3.connect("/mnt/a.db").execute("INSERT INTO cities VALUES (?)", (json.loads(event["body"])["city"],))
"""
    report = """
import os, sqlite3
def handler(event, context):
    rows = sqlite3.connect("/mnt/a.db").execute("SELECT city FROM cities").fetchall()
    for city, in rows:
        os.system("wc " + city)
"""
    assert places(shop(save=save, report=report)) == [SECOND]
    assert places(shop(save=save.replace("INSERT INTO cities VALUES (?)", "SELECT ?"), report=report)) == []


QUEUE = {"Type": "AWS::SQS::Queue"}
SEND = """
import json, os, boto3
sqs = boto3.client("sqs")
def handler(event, context):
    sqs.send_message(QueueUrl=os.environ["STORE"], MessageBody=json.dumps({"name": NAME}))
"""
WORK = """
import json, os
def handler(event, context):
    for record in event["Records"]:
        os.system("wc " + json.loads(record["body"])["name"])
"""


@pytest.mark.parametrize(
    ("name", "more", "told"),
    [
        ('"nightly"', {}, False),
        ('event["body"]', {}, True),
        ('"nightly"', {"Open": {"Type": "AWS::SQS::QueuePolicy", "Properties": {"Queues": [{"Ref": "Store"}]}}}, True),
        ('"nightly"', {"Lost": function("lost", NIGHTLY)}, True),
    ],
)
def test_a_queue_into_which_only_the_program_writes_brings_nothing_of_others(name, more, told):
    brings = {"Jobs": {"Type": "SQS", "Properties": {"Queue": {"Fn::GetAtt": ["Store", "Arn"]}}}}
    resources = {
        "Send": function("send", HTTP, Environment=OWN),
        "Work": function("work", brings),
        "Store": QUEUE,
        **more,
    }
    app = application(resources, {"send.py": SEND.replace("NAME", name), "work.py": WORK})
    assert places(app) == ([("command-injection", "src/work.py", 5)] if told else [])


BUCKET = {"Type": "AWS::S3::Bucket"}
UPLOAD = """
import json, os, boto3
client = boto3.client("s3")
def handler(event, context):
    client.upload_file("/tmp/page", os.environ["STORE"], NAME)
"""
LIST = """
import os, boto3
client = boto3.client("s3")
def handler(event, context):
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=os.environ["STORE"]):
        for found in page.get("Contents", []): os.system("wc " + found["Key"])
"""


@pytest.mark.parametrize("listed", [LIST, LIST.replace('found["Key"]', 'found.get("Key")')])
def test_names_of_objects_are_those_that_a_function_uploads_them_under(listed):
    given = UPLOAD.replace("NAME", 'json.loads(event["body"])["name"]')
    own = UPLOAD.replace("NAME", "context.aws_request_id")
    assert places(shop(given, listed, Store=BUCKET)) == [SECOND]
    assert places(shop(own, listed, Store=BUCKET)) == []


UPLOADED = {"Up": {"Type": "S3", "Properties": {"Bucket": {"Ref": "Store"}, "Events": "s3:ObjectCreated:*"}}}
BROUGHT = """
import os, boto3
client = boto3.client("s3")
def handler(event, context):
    for one in event["Records"]:
        os.system("wc " + client.get_object(Bucket=os.environ["BUCKET"], Key=one["s3"]["object"]["key"])["Body"].read(9))
"""


def test_an_object_that_starts_a_function_is_what_its_uploader_wrote():
    own = UPLOAD.replace("NAME", '"report.txt"').replace('upload_file("/tmp/page",', 'upload_fileobj(b"page",')
    file = UPLOAD.replace("NAME", '"report.txt"')
    told = [("command-injection", "src/app.py", 6)]
    brought = function("app", UPLOADED)
    assert places(application({"F": brought, "Store": BUCKET}, {"app.py": BROUGHT})) == told
    both = {"Save": function("save", HTTP, Environment=OWN), "F": brought, "Store": BUCKET}
    assert places(application(both, {"app.py": BROUGHT, "save.py": own})) == []
    assert places(application(both, {"app.py": BROUGHT, "save.py": file})) == told  # what is in a file is not known
    settings = BROUGHT.replace('one["s3"]["object"]["key"]', '"settings.txt"')
    assert places(application({"F": brought, "Store": BUCKET}, {"app.py": settings})) == []
