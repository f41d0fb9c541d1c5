"""What one function sends another is what its event holds: by the names of its fields."""

import pytest
from tests.code.taint.apps import HTTP, NIGHTLY, application, found, function, places

WORKS = {"Variables": {"WORK": {"Ref": "Work"}}}
ASK = """
import json, os, boto3
functions = boto3.client("lambda")
def handler(event, context):
    body = json.loads(event["body"])
    message = {"name": body["name"], "kind": "order", "inner": {"a": body["a"], "n": int(body["n"])}}
    functions.invoke(FunctionName=os.environ["WORK"], Payload=PAYLOAD)
"""
ASK_JS = """
import { LambdaClient, InvokeCommand } from "@aws-sdk/client-lambda";
const functions = new LambdaClient({});
export const handler = async (event) => {
  const body = JSON.parse(event.body);
  const message = { name: body.name, kind: "order", inner: { a: body.a, n: Number(body.n) } };
  await functions.send(new InvokeCommand({ FunctionName: process.env.WORK, Payload: PAYLOAD }));
};
"""
WORK = """
import os
def handler(event, context):
    os.system("wc " + event["FIELD"])
"""


def apart(field, ask=ASK, payload="json.dumps(message)", asked_by=HTTP, name="ask.py"):
    """An application in which only one function calls the other."""
    runtime = "python3.13" if name.endswith(".py") else "nodejs22.x"
    resources = {"Ask": function("ask", asked_by, runtime, Environment=WORKS), "Work": function("work")}
    work = WORK.replace('"FIELD"', "][".join(f'"{one}"' for one in field.split(".")))
    return application(resources, {name: ask.replace("PAYLOAD", payload), "work.py": work})


def brought(app):
    """Of what reaches the shell: the field, what started it all, and whether nobody outside shapes it."""
    return [
        (".".join(flow.sent.path) if flow.sent else "", flow.trigger.kind if flow.trigger else "", flow.own)
        for _, flow in found(app)
        if flow.rule == "command-injection"
    ]


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("name", ("body.name", "http-api", False)),
        ("inner.a", ("body.a", "http-api", False)),
        ("inner", ("body.a", "http-api", False)),
        ("kind", ("", "", True)),
        ("inner.n", ("", "", True)),
        ("other", ("", "", True)),
    ],
)
@pytest.mark.parametrize(
    ("ask", "payload", "name"),
    [
        (ASK, "json.dumps(message)", "ask.py"),
        (ASK, "json.dumps(message).encode('utf-8')", "ask.py"),
        (ASK, "bytes(json.dumps(message), 'utf-8')", "ask.py"),
        (ASK_JS, "JSON.stringify(message)", "ask.mjs"),
        (ASK_JS, "Buffer.from(JSON.stringify(message))", "ask.mjs"),
        (ASK_JS, "new TextEncoder().encode(JSON.stringify(message))", "ask.mjs"),
    ],
)
def test_fields_of_a_payload_are_those_of_the_event(field, told, ask, payload, name):
    assert brought(apart(field, ask, payload, name=name)) == [told]


def test_what_is_sent_on_as_it_came_keeps_what_an_outsider_shapes_of_it():
    claims = "requestContext.authorizer.claims.sub"
    assert brought(apart("body", payload="json.dumps(event)")) == [("body", "http-api", False)]
    assert all(not flow[0] for flow in brought(apart(claims, payload="json.dumps(event)")))


def test_what_nothing_outside_started_sends_nothing_of_others():
    assert brought(apart("name", asked_by=NIGHTLY)) == [("", "", True)]


def test_what_was_checked_before_it_is_sent_is_harmless():
    checked = ASK.replace("    functions.invoke", '    if body["name"] not in ("a", "b"): return\n    functions.invoke')
    assert brought(apart("name", checked)) == [("", "", True)]


def test_it_is_followed_from_function_to_function():
    between = """
import json, os, boto3
def handler(event, context):
    boto3.client("lambda").invoke(FunctionName=os.environ["WORK"], Payload=json.dumps({"x": event["FIELD"]}))
"""
    asks = {"Variables": {"WORK": {"Ref": "Between"}}}
    resources = {
        "Ask": function("ask", HTTP, Environment=asks),
        "Between": function("between", Environment=WORKS),
        "Work": function("work"),
    }
    for field, told in (("name", ("x", "http-api", False)), ("kind", ("", "", True))):
        code = {
            "ask.py": ASK.replace("PAYLOAD", "json.dumps(message)"),
            "between.py": between.replace("FIELD", field),
            "work.py": WORK.replace("FIELD", "x"),
        }
        ((_, kind, own),) = brought(application(resources, code))
        assert (kind, own) == told[1:]


def test_functions_that_call_each_other_come_to_an_end():
    itself = """
import json, os, boto3
def handler(event, context):
    boto3.client("lambda").invoke(FunctionName=os.environ["WORK"], Payload=json.dumps(event))
    os.system("wc " + event["x"])
"""
    app = application({"Work": function("work", Environment=WORKS)}, {"work.py": itself})
    assert [flow.rule for _, flow in found(app)].count("command-injection") == 1


def test_where_it_is_not_known_whom_a_call_reaches_nothing_is_taken_back():
    other = (
        ASK.replace("PAYLOAD", "json.dumps(message)") + '    functions.invoke(FunctionName=body["x"], Payload="{}")\n'
    )
    assert brought(apart("kind", other)) == [("", "", False)]


def carried(send, work, source, events, extra=None):
    """An application of a function that sends, a store that carries it, and one that works on it."""
    environment = {"Variables": {"STORE": {"Ref": "Store"}}}
    resources = {
        "Send": function("send", HTTP, Environment=environment),
        "Work": function("work", events),
        "Store": source,
        **(extra or {}),
    }
    head = """
import json, os, boto3
def handler(event, context):
    body = json.loads(event["body"])
    message = json.dumps({"name": body["name"], "kind": "order"})
"""
    begins = "import base64, json, os\ndef handler(event, context):\n"
    return application(resources, {"send.py": f"{head}    {send}\n", "work.py": begins + work})


QUEUE = ({"Type": "AWS::SQS::Queue"}, {"A": {"Type": "SQS", "Properties": {"Queue": {"Fn::GetAtt": ["Store", "Arn"]}}}})
TOPIC = ({"Type": "AWS::SNS::Topic"}, {"A": {"Type": "SNS", "Properties": {"Topic": {"Ref": "Store"}}}})
STREAM = (
    {"Type": "AWS::Kinesis::Stream"},
    {
        "A": {
            "Type": "Kinesis",
            "Properties": {"Stream": {"Fn::GetAtt": ["Store", "Arn"]}, "StartingPosition": "LATEST"},
        }
    },
)
BUS = (
    {"Type": "AWS::Events::EventBus", "Properties": {"Name": "shop"}},
    {
        "A": {
            "Type": "EventBridgeRule",
            "Properties": {"EventBusName": {"Ref": "Store"}, "Pattern": {"source": ["shop"]}},
        }
    },
)
SENDS = {
    "queue": (
        QUEUE,
        'boto3.client("sqs").send_message(QueueUrl=os.environ["STORE"], MessageBody=message)',
        'json.loads(event["Records"][0]["body"])',
    ),
    "queue in batches": (
        QUEUE,
        'boto3.client("sqs").send_message_batch(QueueUrl=os.environ["STORE"], '
        'Entries=[{"Id": "1", "MessageBody": message}])',
        'json.loads(event["Records"][0]["body"])',
    ),
    "topic": (
        TOPIC,
        'boto3.client("sns").publish(TopicArn=os.environ["STORE"], Message=message)',
        'json.loads(event["Records"][0]["Sns"]["Message"])',
    ),
    "stream": (
        STREAM,
        'boto3.client("kinesis").put_record(StreamName=os.environ["STORE"], Data=message, PartitionKey="1")',
        'json.loads(base64.b64decode(event["Records"][0]["kinesis"]["data"]))',
    ),
    "bus": (
        BUS,
        'boto3.client("events").put_events(Entries=[{"EventBusName": os.environ["STORE"], "Source": "shop", '
        '"DetailType": "x", "Detail": message}])',
        'event["detail"]',
    ),
}


def test_what_is_decoded_is_dangerous_where_anything_in_it_is():
    (source, events), send, read = SENDS["stream"]
    for given, told in ((send, [("command-injection", "src/work.py", 3)]), (send.replace("=message", '="a"'), [])):
        work = f'    os.system("wc " + {read}["kind"])\n'
        assert places(carried(given, work, source, events)) == told


@pytest.mark.parametrize("kind", [kind for kind in SENDS if kind != "stream"])
def test_of_what_a_store_carries_only_fields_of_outsiders_are_dangerous(kind):
    (source, events), send, read = SENDS[kind]
    for field, told in (("name", [("command-injection", "src/work.py", 3)]), ("kind", [])):
        work = f'    os.system("wc " + {read}["{field}"])\n'
        assert places(carried(send, work, source, events)) == told


def test_the_input_of_a_state_machine_that_only_the_program_starts():
    machine = {
        "Type": "AWS::Serverless::StateMachine",
        "Properties": {
            "Definition": {
                "StartAt": "A",
                "States": {"A": {"Type": "Task", "Resource": {"Fn::GetAtt": ["Work", "Arn"]}, "End": True}},
            }
        },
    }
    work = '    os.system("wc " + event["kind"])\n'
    for given, told in (("message", [("command-injection", "src/work.py", 3)]), ('json.dumps({"kind": "a"})', [])):
        send = f'boto3.client("stepfunctions").start_execution(stateMachineArn=os.environ["STORE"], input={given})'
        assert places(carried(send, work, machine, {})) == told
