"""Who hears what: findings that matter to everybody, and those of events that hardly an outsider shapes."""

import pytest
from tests.code.taint.apps import HTTP, application, function

from leastwise.model.finding import Persona, Severity
from leastwise.rules.coding.event_logged import EventLogged
from leastwise.rules.injection.log_injection import LogInjection
from leastwise.rules.injection.ssrf import Ssrf
from leastwise.rules.injection.tainted_invoke import TaintedInvoke
from leastwise.rules.injection.verbose_error import VerboseError


def findings(rule, code, events=None, **more):
    file = "app.mjs" if "runtime" in more else "app.py"
    app = application({"F": function("app", events, **more)}, {file: code})
    made = rule()
    made.prepare(app)
    return list(made.check(app))


def on(*sources):
    """A rule of EventBridge on events of these sources."""
    return {"On": {"Type": "EventBridgeRule", "Properties": {"Pattern": {"source": list(sources)}}}}


FETCH = """
import urllib.request
def handler(event, context):
    return urllib.request.urlopen(FIELD).read()
"""


def test_a_field_of_no_known_event_is_for_auditors_where_nothing_is_known_to_start_the_function():
    (own,) = findings(Ssrf, FETCH.replace("FIELD", 'event["url"]'))
    (brought,) = findings(Ssrf, FETCH.replace("FIELD", 'event["queryStringParameters"]["url"]'))

    assert (own.persona, brought.persona) == (Persona.PEDANTIC, Persona.REGULAR)


START = """
import boto3
steps = boto3.client("stepfunctions")
def handler(event, context):
    steps.start_execution(stateMachineArn=event["detail"]["executionArn"])
"""


@pytest.mark.parametrize(
    ("sources", "count"),
    [(("aws.states",), 0), (("shop.orders",), 1), (("aws.states", "shop.orders"), 1), (("aws.partner/shop.com",), 1)],
)
def test_nobody_but_a_service_sends_its_own_events(sources, count):
    assert len(findings(TaintedInvoke, START, on(*sources))) == count


EVENT = """
def handler(event, context):
    print(event)
"""


KEYED = {"Get": {"Type": "Api", "Properties": {"Path": "/x", "Method": "get", "Auth": {"ApiKeyRequired": True}}}}
READS = """
import os
def handler(event, context):
    print(event)
    if event["headers"]["authorization"].split()[1] != os.environ["KEY"]:
        return {"statusCode": 403}
"""


@pytest.mark.parametrize(
    ("code", "events", "persona"),
    [
        (EVENT, HTTP, Persona.PEDANTIC),
        (EVENT, KEYED, Persona.REGULAR),
        (READS, HTTP, Persona.REGULAR),
        (EVENT, on("shop.orders"), Persona.PEDANTIC),
        (READS, None, Persona.PEDANTIC),
    ],
)
def test_everybody_hears_of_logged_events_that_are_known_to_bring_credentials(code, events, persona):
    (found,) = findings(EventLogged, code, events)

    assert found.persona is persona


INVOKE = """
import os
import boto3
functions = boto3.client("lambda")
def handler(event, context):
    functions.invoke(FunctionName=NAME)
"""


@pytest.mark.parametrize(
    ("name", "persona"),
    [
        ('"tool-" + event["body"]', Persona.PEDANTIC),
        ("f\"{os.environ['STAGE']}-{event['body']}\"", Persona.PEDANTIC),
        ('"arn:aws:lambda:eu-west-1:111122223333:function:" + event["body"]', Persona.REGULAR),
        ('event["body"]', Persona.REGULAR),
    ],
)
def test_a_name_that_begins_with_something_of_the_program_leaves_less_to_choose(name, persona):
    (found,) = findings(TaintedInvoke, INVOKE.replace("NAME", name), HTTP)

    assert found.persona is persona


LINE = """
import logging
def handler(event, context):
    logging.getLogger().warning("no " + event["queryStringParameters"]["user"])
"""


def test_an_entry_in_json_has_no_second_line():
    assert len(findings(LogInjection, LINE, HTTP)) == 1
    assert not findings(LogInjection, LINE, HTTP, LoggingConfig={"LogFormat": "JSON"})


ERROR = """
import traceback
def handler(event, context):
    try:
        return {"statusCode": 200, "body": open("/opt/" + "prices").read()}
    except Exception as error:
        return {"statusCode": 500, "body": SAID}
"""


@pytest.mark.parametrize(
    ("said", "severity"), [("str(error)", Severity.LOW), ("traceback.format_exc()", Severity.MEDIUM)]
)
def test_a_stack_tells_more_than_a_message(said, severity):
    (found,) = findings(VerboseError, ERROR.replace("SAID", said), HTTP)

    assert found.severity == severity


SIGNED = {"Get": {"Type": "Api", "Properties": {"Path": "/x", "Method": "get", "Auth": {"Authorizer": "AWS_IAM"}}}}


@pytest.mark.parametrize(
    ("said", "events", "persona"),
    [
        ("str(error)", HTTP, Persona.REGULAR),
        ("str(error)", SIGNED, Persona.PEDANTIC),
        ("str(error)", None, Persona.PEDANTIC),
        ("traceback.format_exc()", SIGNED, Persona.REGULAR),
    ],
)
def test_everybody_hears_of_messages_that_strangers_read(said, events, persona):
    (found,) = findings(VerboseError, ERROR.replace("SAID", said), events)

    assert found.persona is persona


STACK = """
import { readFileSync } from "node:fs";
export const handler = async () => {
  try {
    return { statusCode: 200, body: readFileSync("/opt/prices", "utf8") };
  } catch (error) {
    return { statusCode: 500, body: SAID };
  }
};
"""


@pytest.mark.parametrize(("said", "severity"), [("error.message", Severity.LOW), ("error.stack", Severity.MEDIUM)])
def test_so_it_does_in_javascript(said, severity):
    (found,) = findings(VerboseError, STACK.replace("SAID", said), HTTP, runtime="nodejs22.x")

    assert found.severity == severity
