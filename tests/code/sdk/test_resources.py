"""boto3's resources, against boto3 itself."""

import boto3
import pytest

from leastwise.code.sdk import Made, identifiers, member, on_items
from leastwise.code.sdk.resources import SERVICES


def test_every_service_with_resources_is_there() -> None:
    assert set(boto3.session.Session().get_available_resources()) == SERVICES


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_every_member_of_every_service_resource_of_boto3(service: str) -> None:
    real = boto3.resource(service, region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b")
    model = real.meta.resource_model
    names = [
        *(one.name for one in model.actions),
        *(one.name for one in model.collections),
        *(one.name for one in model.subresources),
    ]
    assert [name for name in names if member(service, "", name) is None] == []


def test_a_method_of_a_resource_calls_an_operation_with_its_identifiers() -> None:
    table = member("dynamodb", "", "Table")
    assert table is not None
    assert table.made == Made("Table", {"Name": "?"})
    assert identifiers("dynamodb", "Table") == ("Name",)
    put = member("dynamodb", "Table", "put_item")
    assert put is not None
    assert (put.operation, put.arguments) == ("PutItem", {"TableName": "Name"})


def test_collections_and_what_works_on_all_their_items() -> None:
    objects = member("s3", "Bucket", "objects")
    assert objects is not None
    assert (objects.kind, objects.operation, objects.arguments) == ("collections", "ListObjects", {"Bucket": "Name"})
    assert objects.made is not None
    assert objects.made.type == "ObjectSummary"
    delete = on_items("s3", "Bucket", "objects", "delete")
    assert delete is not None
    assert delete.operation == "DeleteObjects"
    assert on_items("s3", "Bucket", "objects", "filter") is None


def test_attributes_are_fetched_when_they_are_read() -> None:
    length = member("s3", "Object", "content_length")
    assert length is not None
    assert (length.kind, length.operation) == ("load", "HeadObject")
    queue = member("sqs", "", "get_queue_by_name")
    assert queue is not None
    assert (queue.operation, queue.made and queue.made.type) == ("GetQueueUrl", "Queue")


def test_waiters() -> None:
    found = member("dynamodb", "Table", "wait_until_exists")
    assert found is not None
    assert (found.operation, found.arguments) == ("DescribeTable", {"TableName": "Name"})


def test_what_there_is_not() -> None:
    assert member("lambda", "", "Function") is None
    assert member("s3", "Nothing", "x") is None
    assert member("s3", "Bucket", "nothing") is None
