"""Values of wrong types in resources of every kind are no reason to fail."""

import json

import pytest

from leastwise.rules.discovery import discover
from leastwise.rules.review import ReviewRule

from .test_tables import ENTRIES, PROVIDER

STRANGE = ["text", 5, True, None, [], {}, [[]], [{}], [None, 3], {"a": {"b": [1]}}, "${var.open}", ["${var.open}"]]

RULES = [rule for rule in discover(installed=False) if not issubclass(rule, ReviewRule)]


@pytest.mark.parametrize("strange", STRANGE, ids=json.dumps)
def test_nothing_fails(readings, strange):
    resources = {type_: {"it": dict.fromkeys(PROVIDER[type_]["arguments"], strange)} for type_ in ENTRIES}
    document = {"variable": {"open": {}}, "resource": resources}
    found = readings({"main.tf.json": json.dumps(document)})
    assert [u.reason for reading in found for u in reading.unread if "internal error" in u.reason] == []
    (app,) = found[0].worlds
    assert len(list(app.resources())) > 250
    for rule in RULES:
        list(rule().check(app))


@pytest.mark.parametrize("strange", STRANGE, ids=json.dumps)
def test_nothing_fails_in_the_generated_provider(readings, strange):
    names = ["policies", "code", "environment", "tags", "security_group_ingress", "vpc_config", "rules", "id"]
    types = ["awscc_lambda_function", "awscc_iam_role", "awscc_ec2_security_group", "awscc_wafv2_web_acl"]
    document = {"variable": {"open": {}}, "resource": {type_: {"it": dict.fromkeys(names, strange)} for type_ in types}}
    found = readings({"main.tf.json": json.dumps(document)})
    assert [u.reason for reading in found for u in reading.unread if "internal error" in u.reason] == []
    assert len(list(found[0].worlds[0].resources())) >= len(types)
