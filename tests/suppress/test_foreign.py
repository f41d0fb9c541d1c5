"""Suppressions that were written for other tools."""

import re
from pathlib import Path

from leastwise.read.cloudformation.template import load_templates
from leastwise.rules.discovery import discover
from leastwise.suppress.collect import notes_of
from leastwise.suppress.foreign import table, translated

TEMPLATE = """\
Resources:
  Logs:
    Type: AWS::Logs::LogGroup
    Metadata:
      cfn_nag: {rules_to_suppress: [{id: W86, reason: the law}, {id: W999}, {no: id}, 3]}
      checkov: {skip: [{id: CKV_AWS_66, comment: the law}, {id: [1]}]}
  Jobs:
    # checkov:skip=CKV_AWS_27,CKV_AWS_1: not needed
    Type: AWS::SQS::Queue
    DeletionPolicy: Retain  # checkov:skip=CKV_AWS_27
Outputs: {}
# checkov:skip=CKV_AWS_27: outside of any resource
Metadata: {checkov: {skip: [{id: CKV_AWS_27}]}, cfn_nag: 3}
"""


def notes():
    (template,) = load_templates("t.yaml", TEMPLATE.encode())
    return list(notes_of(template.source))


def test_they_cover_the_resource_that_they_stand_in():
    assert {(n.tool, n.rules, n.covers, n.reason) for n in notes()} == {
        ("cfn-nag", ("W86",), "Logs", "the law"),
        ("cfn-nag", ("W999",), "Logs", ""),
        ("checkov", ("CKV_AWS_66",), "Logs", "the law"),
        ("checkov", ("CKV_AWS_27", "CKV_AWS_1"), "Jobs", "not needed"),
        ("checkov", ("CKV_AWS_27",), "Jobs", ""),
    }


def test_they_hold_on_request_only():
    assert translated(notes(), ()) == ([], {})


def test_they_are_translated_and_the_rest_is_counted():
    found, without = translated(notes(), ("checkov", "cfn-nag"))
    assert {(n.rules, n.reason) for n in found} == {
        (("log-never-expires",), "cfn-nag W86: the law"),
        (("log-never-expires",), "checkov CKV_AWS_66: the law"),
        (("encryption-disabled",), "checkov CKV_AWS_27, CKV_AWS_1: not needed"),
        (("encryption-disabled",), "checkov CKV_AWS_27"),
    }
    assert without == {"checkov": 1, "cfn-nag": 1}


def test_the_table_names_rules_and_ids_that_there_are():
    known = {rule.id for rule in discover(installed=False)}
    patterns = {"checkov": r"CKV2?_AWS_\d+", "cfn-nag": r"[FW]\d+"}
    for tool, checks in table().items():
        assert all(re.fullmatch(patterns[tool], name) for name in checks)
        assert {rule for rules in checks.values() for rule in rules} - known == set()


def test_the_table_says_where_it_comes_from():
    import leastwise.suppress.foreign as module

    text = (Path(module.__file__).parent / "data" / "tools.toml").read_text("utf-8")
    assert re.search(r'^source = ".+"$', text, re.MULTILINE)
    assert re.search(r'^date = "\d{4}-\d{2}-\d{2}"$', text, re.MULTILINE)
