"""What starts functions: event sources, notifications, subscriptions, rules."""

from __future__ import annotations

from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, Symbol, Unknown
from leastwise.read.cdk.static.convert import attribute_of, plain
from leastwise.read.cdk.static.emitter import Emitter, kind_of
from leastwise.read.cdk.static.functions import allow, function_of
from leastwise.read.cdk.static.granting import allow_key, granted
from leastwise.read.cdk.static.values import Called, External, Made, Member, owner_of
from leastwise.read.expand.values import made as literal
from leastwise.read.tables import table

_MAPPING = {
    "batchSize": "BatchSize",
    "bisectBatchOnError": "BisectBatchOnFunctionError",
    "enabled": "Enabled",
    "maxBatchingWindow": "MaximumBatchingWindowInSeconds",
    "maxRecordAge": "MaximumRecordAgeInSeconds",
    "parallelizationFactor": "ParallelizationFactor",
    "retryAttempts": "MaximumRetryAttempts",
    "startingPosition": "StartingPosition",
}
_POLLED = {
    "SqsEventSource": ("queueArn", "grantConsumeMessages"),
    "DynamoEventSource": ("tableStreamArn", "grantStreamRead"),
    "KinesisEventSource": ("streamArn", "grantRead"),
}
"""Event source → the attribute that names what it reads, and the grant that the CDK gives the function for it."""

_LETTERS = {"SqsDlq": "grantSendMessages", "SnsDlq": "grantPublish"}
"""Where what failed goes → the grant that the CDK gives the function for it."""

_PUSHED = ("ApiEventSource", "S3EventSource", "S3EventSourceV2", "SnsEventSource")
"""Event sources that call the function, for which its role needs nothing."""

_UNKNOWN = "what the function is fed from is not told by the source"


def add_events(made: Made, emitter: Emitter) -> None:
    """The triggers that calls on a construct make."""
    sources = made.props.get("events")
    for _, source, span in sources.entries() if isinstance(sources, Seq) and function_of(made) is made else ():
        _source(made, source, span, emitter)
    if isinstance(sources, Symbol) and function_of(made) is made:
        emitter.doubt(made, made.props.span("events"), _UNKNOWN)
    for call in made.calls:
        given = call.first
        if call.name == "addEventSource":
            _source(made, given, call.span, emitter)
        elif call.name == "addEventSourceMapping" and (function := function_of(made)) is not None:
            _mapped(made, function, call.props, call.span, emitter, child=f"mapping{call.span[1]}")
        elif isinstance(call.subject, Member) and call.subject.name.startswith("addEventSource"):
            emitter.doubt(function_of(made), call.span, _UNKNOWN)
        elif call.name == "addEventNotification" and len(call.arguments) >= 2:
            _notification(made, call.arguments[0], call.arguments[1], call.arguments[2:], call.span, emitter)
        elif call.name in ("addObjectCreatedNotification", "addObjectRemovedNotification") and call.arguments:
            event = "s3:ObjectCreated:*" if "Created" in call.name else "s3:ObjectRemoved:*"
            _notification(made, event, given, call.arguments[1:], call.span, emitter)
        elif call.name == "addSubscription" and isinstance(given, Called):
            _subscription(made, given, call.span, emitter)
        elif call.name == "addTarget" and kind_of(made) == "aws_events.Rule":
            _target(made, given, call.span, emitter)
        elif call.name == "addTrigger" and kind_of(made) == "aws_cognito.UserPool" and len(call.arguments) > 1:
            _pool_trigger(made, call.arguments[0], call.arguments[1], call.span, emitter)
        elif call.name == "addPermission" and len(call.arguments) > 1:
            _permission(made, call, emitter)


def add_mapping(made: Made, emitter: Emitter) -> None:
    """`new EventSourceMapping(…)`, which grants nothing."""
    function = function_of(made.props.get("target"))
    if function is None and not isinstance(made.props.get("target"), Called):
        emitter.doubt(None, made.span, _UNKNOWN)
    _mapped(made, function, made.props, made.span, emitter)


def _mapped(made: Made, function: Made | None, props: Map, span: Span, emitter: Emitter, child: str = "") -> None:
    properties = Map(span)
    if function is not None:
        properties["FunctionName"] = emitter.reference(emitter.logical(function), "Ref")
    for key, value, place in props.entries():
        name = "EventSourceArn" if key == "eventSourceArn" else _MAPPING.get(key)
        if name is not None:
            properties.put(name, plain(value, emitter), place)
    if function is not None and isinstance(properties.get("EventSourceArn", Unknown("")), Unknown):
        emitter.doubt(function, span, _UNKNOWN)
    emitter.add(made, "AWS::Lambda::EventSourceMapping", properties, child=child, span=span)


def _given(function: Made, store: Made, grant: str, span: Span, emitter: Emitter) -> None:
    """What the CDK allows a function on a store that it is connected with."""
    for entry in table(__file__, "grants")["grants"].get(kind_of(store), {}).get(grant, ()):
        emitter.grant(function, granted(store, entry, emitter, span), span, by="framework")
    if grant != "grantStreamRead":
        allow_key(store, grant, function, emitter, span)


def _source(made: Made, source: Any, span: Span, emitter: Emitter) -> None:
    """`fn.addEventSource(new …EventSource(store, {…}))`."""
    function = function_of(made)
    store = owner_of(source.first) if isinstance(source, Called) else None
    if function is None or store is None or not isinstance(source, Called):
        name = source.name if isinstance(source, Called) else "addEventSource"
        emitter.unknown[name] += 1
        if name not in _PUSHED:
            emitter.doubt(function, span, _UNKNOWN)
        return
    if source.name in _POLLED:
        attribute, grant = _POLLED[source.name]
        around = source.span
        properties = Map(around, {"FunctionName": emitter.reference(emitter.logical(function), "Ref")})
        properties.put("EventSourceArn", attribute_of(store, attribute, emitter), around)
        for key, value, place in source.props.entries():
            if key in _MAPPING:
                properties.put(_MAPPING[key], plain(value, emitter), place)
        failed = source.props.get("onFailure")
        if isinstance(failed, Called) and failed.arguments and isinstance(failed.arguments[0], Made):
            target = attribute_of(failed.arguments[0], "queueArn" if "Sqs" in failed.name else "topicArn", emitter)
            _given(function, failed.arguments[0], _LETTERS.get(failed.name, ""), failed.span, emitter)
            properties.put(
                "DestinationConfig",
                literal(around, {"OnFailure": {"Destination": target}}),
                source.props.span("onFailure"),
            )
        name = source.name.replace("DynamoEvent", "DynamoDBEvent")
        emitter.add(
            made,
            "AWS::Lambda::EventSourceMapping",
            properties,
            child=f"{name}:{emitter.logical(store)}",
            span=around,
        )
        _given(function, store, grant, span, emitter)
    elif source.name in ("S3EventSource", "S3EventSourceV2"):
        events = source.props.get("events")
        for event in events if isinstance(events, Seq) else ():
            _notification(store, event, made, (), span, emitter)
    elif source.name == "SnsEventSource":
        _subscribe(store, "lambda", emitter.reference(emitter.logical(function), "Arn"), span, emitter, function)
    else:
        emitter.unknown[source.name] += 1
        if source.name not in _PUSHED:
            emitter.doubt(function, span, _UNKNOWN)


def _notification(bucket: Made, event: Any, target: Any, filters: Any, span: Span, emitter: Emitter) -> None:
    """`bucket.addEventNotification(event, new LambdaDestination(fn), …filters)`."""
    to = target.first if isinstance(target, Called) else target
    function = function_of(to)
    entry = Map(span, {"Event": plain(event, emitter)})
    rules = Seq(span)
    for item in filters:
        for key, value, place in item.entries() if isinstance(item, Map) else ():
            rules.put(Map(place, {"Name": key, "Value": plain(value, emitter)}), place)
    if rules:
        entry["Filter"] = literal(span, {"S3Key": {"Rules": rules}})
    if function is not None:
        arn = emitter.reference(emitter.logical(function), "Arn")
        entry.put("Function", arn, span)
        emitter.put(emitter.logical(bucket), "NotificationConfiguration.LambdaConfigurations+", entry, span)
        allow(function, "s3.amazonaws.com", attribute_of(bucket, "bucketArn", emitter), span, emitter)
        return
    store = owner_of(to)
    if store is not None and kind_of(store) == "aws_sqs.Queue":
        entry.put("Queue", attribute_of(store, "queueArn", emitter), span)
        emitter.put(emitter.logical(bucket), "NotificationConfiguration.QueueConfigurations+", entry, span)
    elif store is not None and kind_of(store) == "aws_sns.Topic":
        entry.put("Topic", attribute_of(store, "topicArn", emitter), span)
        emitter.put(emitter.logical(bucket), "NotificationConfiguration.TopicConfigurations+", entry, span)
    else:
        emitter.unknown[target.name if isinstance(target, Called) else "addEventNotification"] += 1


def _subscription(topic: Made, given: Called, span: Span, emitter: Emitter) -> None:
    target = owner_of(given.first)
    if given.name == "LambdaSubscription" and (function := function_of(target)) is not None:
        _subscribe(topic, "lambda", emitter.reference(emitter.logical(function), "Arn"), span, emitter, function)
    elif given.name == "SqsSubscription" and target is not None:
        _subscribe(topic, "sqs", attribute_of(target, "queueArn", emitter), span, emitter, None)
    elif given.name in ("EmailSubscription", "UrlSubscription", "SmsSubscription") and given.arguments:
        protocol = {"EmailSubscription": "email", "SmsSubscription": "sms"}.get(given.name, "https")
        _subscribe(topic, protocol, plain(given.arguments[0], emitter), span, emitter, None)
    else:
        emitter.unknown[given.name] += 1


def _subscribe(topic: Made, protocol: str, endpoint: Any, span: Span, emitter: Emitter, function: Made | None) -> None:
    arn = attribute_of(topic, "topicArn", emitter)
    properties = literal(span, {"Protocol": protocol, "Endpoint": endpoint, "TopicArn": arn})
    emitter.add(topic, "AWS::SNS::Subscription", properties, child="Subscription", span=span)
    if function is not None:
        allow(function, "sns.amazonaws.com", arn, span, emitter)


def add_rule(made: Made, emitter: Emitter) -> None:
    """`new Rule(…)` of EventBridge with its targets."""
    props = made.props
    properties = Map(made.span)
    pattern = plain(props.get("eventPattern"), emitter)
    for call in made.calls:
        if call.name == "addEventPattern":
            pattern = plain(call.props or call.first, emitter)
    if isinstance(pattern, Map):
        names = {"detailType": "detail-type"}
        found = Map(pattern.home)
        for key, value, place in pattern.entries():
            found.put(names.get(key, key), value, place)
        properties.put("EventPattern", found, props.span("eventPattern"))
    if "schedule" in props:
        properties.put("ScheduleExpression", _schedule(props["schedule"], emitter), props.span("schedule"))
    if "eventBus" in props:
        properties.put("EventBusName", plain(props["eventBus"], emitter), props.span("eventBus"))
    if "ruleName" in props:
        properties.put("Name", plain(props["ruleName"], emitter), props.span("ruleName"))
    emitter.add(made, "AWS::Events::Rule", properties)
    targets = props.get("targets")
    for _, target, span in targets.entries() if isinstance(targets, Seq) else ():
        _target(made, target, span, emitter)


def _schedule(value: Any, emitter: Emitter) -> Any:
    """`Schedule.rate(…)`, `Schedule.cron({…})`, `Schedule.expression("…")`."""
    if isinstance(value, Called) and value.name == "rate" and value.arguments:
        seconds = plain(value.arguments[0], emitter)
        known = isinstance(seconds, (int, float))
        return f"rate({int(seconds // 60)} minutes)" if known else Unknown("a schedule that is not known")
    if isinstance(value, Called) and value.name == "cron":
        fields = [value.props.get(name, "*") for name in ("minute", "hour", "day", "month", "weekDay", "year")]
        fields[2 if "weekDay" in value.props else 4] = "?"
        told = all(isinstance(field, (str, int)) for field in fields)
        return f"cron({' '.join(map(str, fields))})" if told else Unknown("a schedule that is not known")
    return (
        plain(value.arguments[0], emitter) if isinstance(value, Called) and value.arguments else plain(value, emitter)
    )


def _target(rule: Made, target: Any, span: Span, emitter: Emitter) -> None:
    to = target.first if isinstance(target, Called) else None
    logical = emitter.logical(rule)
    own = emitter.resources.get(logical)
    if own is None or to is None:
        emitter.unknown[target.name if isinstance(target, Called) else "addTarget"] += 1
        return
    function, store = function_of(to), owner_of(to)
    if function is not None:
        arn: Any = emitter.reference(emitter.logical(function), "Arn")
        allow(function, "events.amazonaws.com", emitter.reference(logical, "Arn"), span, emitter)
    elif store is not None:
        names = {
            "aws_sqs.Queue": "queueArn",
            "aws_sns.Topic": "topicArn",
            "aws_stepfunctions.StateMachine": "stateMachineArn",
        }
        arn = attribute_of(store, names.get(kind_of(store), "attrArn"), emitter)
    else:
        emitter.unknown[target.name] += 1
        return
    count = len(own.properties.get("Targets", ()))
    entry = Map(span, {"Id": f"Target{count}", "Arn": arn})
    letters = target.props.get("deadLetterQueue") if isinstance(target, Called) else None
    if letters is not None:
        queue, place = owner_of(letters), target.props.span("deadLetterQueue")
        address = attribute_of(queue, "queueArn", emitter) if queue is not None else Unknown("a queue")
        entry.put("DeadLetterConfig", Map(place, {"Arn": address}), place)
    emitter.put(logical, "Targets+", entry, span)


def _pool_trigger(pool: Made, operation: Any, target: Any, span: Span, emitter: Emitter) -> None:
    function = function_of(target)
    if function is not None and isinstance(operation, External):
        name = "".join(word.capitalize() for word in operation.name.split("_"))
        emitter.put(
            emitter.logical(pool), f"LambdaConfig.{name}", emitter.reference(emitter.logical(function), "Arn"), span
        )
        allow(function, "cognito-idp.amazonaws.com", attribute_of(pool, "userPoolArn", emitter), span, emitter)


def _permission(made: Made, call: Called, emitter: Emitter) -> None:
    """`fn.addPermission("Id", { principal, sourceArn, … })`."""
    function = function_of(made)
    if function is None:
        return
    properties = Map(call.span, {"FunctionName": emitter.reference(emitter.logical(function), "Arn")})
    properties["Action"] = "lambda:InvokeFunction"
    for key, value, place in call.props.entries():
        if key == "principal":
            given = value.arguments[0] if isinstance(value, Called) and value.arguments else None
            anyone = isinstance(value, Called) and value.name in ("AnyPrincipal", "StarPrincipal")
            properties.put("Principal", "*" if anyone else plain(given, emitter), place)
        else:
            properties.put(key[:1].upper() + key[1:], plain(value, emitter), place)
    emitter.add(made, "AWS::Lambda::Permission", properties, child=f"{call.arguments[0]}", span=call.span)
