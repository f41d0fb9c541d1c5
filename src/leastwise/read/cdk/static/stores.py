"""Constructs that the table `constructs.json` describes, and those of the first level, which are CloudFormation's."""

from __future__ import annotations

from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Parameter, Seq, Unknown, concat
from leastwise.read.cdk.static.convert import attribute_of, plain, statement
from leastwise.read.cdk.static.emitter import Emitter, kind_of
from leastwise.read.cdk.static.values import Called, External, Made
from leastwise.read.expand.values import made as literal
from leastwise.read.tables import table

_RETENTION = {"DESTROY": "Delete", "RETAIN": "Retain", "SNAPSHOT": "Snapshot"}
_POLICIES = {
    "aws_s3.Bucket": "AWS::S3::BucketPolicy",
    "aws_sqs.Queue": "AWS::SQS::QueuePolicy",
    "aws_sns.Topic": "AWS::SNS::TopicPolicy",
    "aws_secretsmanager.Secret": "AWS::SecretsManager::ResourcePolicy",
    "aws_kms.Key": "",
}
"""Construct → the resource that its policy is; empty where it is a property."""


def add_known(made: Made, emitter: Emitter) -> bool:
    """Add what the table says a construct becomes; false where it says nothing."""
    entry = table(__file__, "constructs")["constructs"].get(kind_of(made))
    if entry is None:
        return False
    if not entry["type"]:
        return True
    properties = described(made, entry["properties"], emitter)
    for name, defaults in entry.get("unless", {}).items():
        if name not in made.props:
            for path, value in defaults.items():
                if not isinstance(properties.get(path.partition(".")[0]), Map):
                    place(properties, path, literal(made.span, value), made.span)
                elif path.partition(".")[2] not in properties[path.partition(".")[0]]:
                    place(properties, path, value, made.span)
    for path, value in entry.get("defaults", {}).items():
        if path.partition(".")[0] not in properties:
            place(properties, path, value, made.span)
    given = made.props.get("removalPolicy")
    policy = _RETENTION.get(given.name, "") if isinstance(given, External) else "Retain" if entry.get("retain") else ""
    emitter.add(made, entry["type"], properties, policy=policy)
    return True


def described(made: Made, wanted: dict[str, Any], emitter: Emitter) -> Map:
    """The properties of a construct, put where a table says."""
    properties = Map(made.span)
    for name, target in wanted.items():
        value, span, present = _prop(made.props, name)
        if not present:
            continue
        found = plain(value, emitter)
        if isinstance(target, str):
            if found is not None:
                place(properties, target, found, span)
        elif "sets" in target:
            chosen = value.name if isinstance(value, External) else None
            chosen = found if chosen is None and isinstance(found, str) else chosen
            for path, setting in target["sets"].get(chosen, {}).items():
                place(properties, path, setting, span)
        elif "attribute" in target:
            place(
                properties,
                target["to"],
                attribute_of(value, f"attr{target['attribute']}", emitter) if isinstance(value, Made) else found,
                span,
            )
        elif found not in target.get("drop", ()):
            values = target.get("values", {})
            shown = str(found).lower() if isinstance(found, bool) else found
            result = values.get(shown) if values and isinstance(shown, str) else found
            result = Seq(span, [result]) if target.get("as") == "list" and result is not None else result
            if result is not None:
                place(properties, target["to"], result, span)
    return properties


def _prop(props: Map, path: str) -> tuple[Any, Span, bool]:
    """A property of a construct by its dotted name."""
    value: Any = props
    span = props.home
    for step in path.split("."):
        if isinstance(value, Called) and not value.arguments[:1]:
            value = value.props  # `DeadLetterQueue(queue=…)`
        if isinstance(value, Called) and value.props:
            value = value.props
        if not isinstance(value, Map) or step not in value:
            return None, span, False
        value, span = value[step], value.span(step)
    return value, span, True


def place(properties: Map, path: str, value: Any, span: Span) -> None:
    """Put a value at a dotted path; a step that is a number is an item of a list, of which there is only the first."""
    container: Any = properties
    *steps, last = path.split(".")
    for index, step in enumerate(steps):
        if step == "0":
            continue
        listed = index + 1 < len(steps) and steps[index + 1] == "0"
        known = container.get(step)
        if listed:
            if not isinstance(known, Seq):
                known = Seq(span)
                known.put(Map(span), span)
                container.put(step, known, span)
            container = known[0]
        else:
            if not isinstance(known, Map):
                known = Map(span)
                container.put(step, known, span)
            container = known
    container.put(last, value, span)


def add_resource_policy(made: Made, emitter: Emitter) -> None:
    """The resource policy of a store: what is added to it, and what properties ask for."""
    kind = _POLICIES.get(kind_of(made))
    if kind is None:
        return
    logical = emitter.logical(made)
    arn = attribute_of(made, "topicArn" if kind.startswith("AWS::SNS") else "attrArn", emitter)
    statements = Seq(made.span)
    for call in made.calls:
        if call.name == "addToResourcePolicy" and call.arguments:
            statements.put(statement(call.arguments[0], emitter), call.span)
    if made.props.get("publicReadAccess") is True:
        span = made.props.span("publicReadAccess")
        statements.put(
            literal(span, {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": _below(arn)}),
            span,
        )
    if made.props.get("enforceSSL") is True:
        span = made.props.span("enforceSSL")
        prefix = {"AWS::S3::BucketPolicy": "s3:*", "AWS::SQS::QueuePolicy": "sqs:*"}.get(kind, "sns:Publish")
        resources = [arn, _below(arn)] if kind.startswith("AWS::S3") else arn
        insecure = {"Bool": {"aws:SecureTransport": "false"}}
        statements.put(
            literal(
                span,
                {"Effect": "Deny", "Principal": "*", "Action": prefix, "Resource": resources, "Condition": insecure},
            ),
            span,
        )
    if not statements:
        return
    if not kind:
        _key_policy(made, logical, statements, emitter)
        return
    document = Map(made.span, {"Version": "2012-10-17", "Statement": statements})
    own = emitter.reference(logical, "Ref")
    owner = {
        "AWS::S3::BucketPolicy": {"Bucket": own},
        "AWS::SQS::QueuePolicy": {"Queues": [own]},
        "AWS::SNS::TopicPolicy": {"Topics": [own]},
        "AWS::SecretsManager::ResourcePolicy": {"SecretId": own},
    }
    properties = literal(made.span, owner[kind])
    name = "ResourcePolicy" if kind.startswith("AWS::SecretsManager") else "PolicyDocument"
    properties.put(name, document, statements.span(0))
    emitter.add(made, kind, properties, child="Policy", span=statements.span(0))


def _key_policy(made: Made, logical: str, added: Seq, emitter: Emitter) -> None:
    """What is added to the policy of a key: to the one that is given, or to the CDK's, which trusts the account.

    https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_kms-readme.html#key-policies
    """
    root = concat(["arn:", Parameter("AWS::Partition"), ":iam::", Parameter("AWS::AccountId"), ":root"])
    trusting = {"Effect": "Allow", "Principal": {"AWS": root}, "Action": "kms:*", "Resource": "*"}
    given = plain(made.props.get("policy"), emitter)
    known = given.get("Statement") if isinstance(given, Map) else given
    if given is None:
        known = Seq(made.span, [literal(made.span, trusting)])
    if not isinstance(known, Seq):
        return
    statements = Seq(added.home)
    for items in (known, added):
        for _, item, span in items.entries():
            statements.put(item, span)
    document = Map(made.span, {"Version": "2012-10-17", "Statement": statements})
    emitter.put(logical, "KeyPolicy", document, added.span(0))


def _below(arn: Any) -> Any:
    return concat([arn, "/*"])


def add_first_level(made: Made, emitter: Emitter) -> bool:
    """Add a `Cfn…` construct: its properties are CloudFormation's, with a small first letter."""
    if len(made.kind) != 2 or not made.kind[1].startswith("Cfn"):
        return False
    service = table(__file__, "services")["services"].get(made.kind[0])
    if service is None:
        return False
    properties = plain(made.props, emitter)
    emitter.add(made, f"{service}::{made.kind[1][3:]}", _capital(properties, 0))
    return True


_FREE = frozenset(
    (
        "variables",
        "tags",
        "responseParameters",
        "requestParameters",
        "policyDocument",
        "assumeRolePolicyDocument",
        "eventPattern",
        "definition",
        "body",
    )
)
"""Properties whose keys are the author's own."""


def _capital(value: Any, depth: int) -> Any:
    if depth > 40:
        return Unknown("nests too deeply")
    if isinstance(value, Map):
        made = Map(value.home)
        for key, item, span in value.entries():
            made.put(key[:1].upper() + key[1:], item if key in _FREE else _capital(item, depth + 1), span)
        return made
    if isinstance(value, Seq):
        items = Seq(value.home)
        for _, item, span in value.entries():
            items.put(_capital(item, depth + 1), span)
        return items
    return value
