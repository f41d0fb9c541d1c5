"""Constructs of the plugin serverless-lift: what `constructs` of a service deploys, as resources and functions of it.

https://github.com/getlift/lift#readme
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, Symbol
from leastwise.read.serverless.service import plugin_names
from leastwise.read.tables import table

PLUGIN = "serverless-lift"
MAX_CONSTRUCTS = 500

_TIMEOUT = 6
"""Seconds that a function has by default. https://www.serverless.com/framework/docs/providers/aws/guide/functions"""

_RETRIES = 3


def logical_id(construct: str, resource: str) -> str:
    """The id that the CDK makes of the path of a resource.

    https://docs.aws.amazon.com/cdk/v2/guide/identifiers.html#identifiers-logical-ids
    """
    path = f"{construct}/{resource}/Resource"
    digest = hashlib.md5(path.encode(), usedforsecurity=False).hexdigest()[:8].upper()
    return re.sub(r"[^A-Za-z0-9]", "", f"{construct}{resource}") + digest


def variable(document: Map, address: str, span: Span) -> Map | None:
    """What `${construct:jobs.queueUrl}` stands for; `None` where that is not known."""
    name, _, wanted = address.partition(".")
    row = _row(_constructs(document).get(name))
    found = row.get("variables", {}).get(wanted)
    if found is None:
        return None
    resource, attribute = found
    return _named(logical_id(name, resource), attribute, span)


def with_constructs(document: Map) -> Map:
    """A service with the resources and functions of its constructs, and what functions are allowed because of them."""
    known = [(name, one, span, _row(one)) for name, one, span in _constructs(document).entries()][:MAX_CONSTRUCTS]
    if PLUGIN not in plugin_names(document) or not any(row for _, _, _, row in known):
        return document
    changed = document.copy()
    resources, functions, allowed = Map(document.home), Map(document.home), Seq(document.home)
    for name, construct, span, row in known:
        for part, made in row.get("resources", {}).items():
            properties = _data(made["Properties"], name, span)
            if construct["type"] == "queue":
                _finish_queue(properties, name, part, construct, document)
            resources.put(logical_id(name, part), Map(span, {"Type": made["Type"], "Properties": properties}), span)
        if row:
            allowed.append(_statement(name, row["allow"], span))
        if construct.get("type") == "queue":
            _add_worker(functions, name, construct, span)
    _put(changed, "resources", Map(document.home, {"Resources": resources}))
    _merge_workers(changed, functions)
    settings = changed.get("lift")
    if not (isinstance(settings, Map) and settings.get("automaticPermissions") is False):
        _allow(changed, allowed)
    return changed


def unseen(document: Map) -> Iterator[tuple[str, Span]]:
    """The constructs of which it is not known what they deploy."""
    for name, construct, span in _constructs(document).entries():
        if not _row(construct):
            yield name, span


def _constructs(document: Map) -> Map:
    found = document.get("constructs")
    return found if isinstance(found, Map) else Map(document.home)


def _row(construct: Any) -> dict[str, Any]:
    kind = construct.get("type") if isinstance(construct, (Map, dict)) else None
    found: dict[str, Any] = table(__file__, "constructs")["types"].get(kind, {}) if isinstance(kind, str) else {}
    return found


def _data(value: Any, name: str, span: Span) -> Any:
    if isinstance(value, dict) and "@" in value:
        return _named(logical_id(name, value["@"][0]), value["@"][1], span)
    if isinstance(value, dict):
        return Map(span, {key: _data(item, name, span) for key, item in value.items()})
    return Seq(span, [_data(item, name, span) for item in value]) if isinstance(value, list) else value


def _named(name: str, attribute: str, span: Span) -> Map:
    return Map(span, {"Ref": name} if attribute == "Ref" else {"Fn::GetAtt": Seq(span, [name, attribute])})


def _statement(name: str, allow: dict[str, Any], span: Span) -> Map:
    on = []
    for part, behind in allow["on"]:
        arn = _named(logical_id(name, part), "Arn", span)
        on.append(Map(span, {"Fn::Join": Seq(span, ["", Seq(span, [arn, behind])])}) if behind else arn)
    return Map(span, {"Effect": "Allow", "Action": _data(allow["actions"], name, span), "Resource": Seq(span, on)})


def _finish_queue(properties: Map, name: str, part: str, construct: Map, document: Map) -> None:
    span = properties.home
    fifo = construct.get("fifo") is True
    if fifo:
        properties["FifoQueue"] = True
    stack = _stack(document)
    if stack is not None:
        properties["QueueName"] = f"{stack}-{name}{'-dlq' if part == 'Dlq' else ''}{'.fifo' if fifo else ''}"
    if construct.get("encryption") == "kmsManaged":
        properties["KmsMasterKeyId"] = "alias/aws/sqs"
    elif construct.get("encryption") == "kmsExisting":
        properties["KmsMasterKeyId"] = construct.get("encryptionKeyArn")
    if part != "Queue":
        return
    worker = construct.get("worker")
    functions = document.get("functions")
    own = functions.get(worker) if isinstance(worker, str) and isinstance(functions, Map) else worker
    timeout = own.get("timeout", _TIMEOUT) if isinstance(own, Map) else _TIMEOUT
    window = construct.get("maxBatchingWindow", 0)
    if isinstance(timeout, int) and isinstance(window, int):
        properties["VisibilityTimeout"] = timeout * 6 + window
    dlq = _named(logical_id(name, "Dlq"), "Arn", span)
    retries = construct.get("maxRetries", _RETRIES)
    properties["RedrivePolicy"] = Map(span, {"deadLetterTargetArn": dlq, "maxReceiveCount": retries})


def _stack(document: Map) -> str | None:
    service, provider = document.get("service"), document.get("provider")
    service = service.get("name") if isinstance(service, Map) else service
    stage = provider.get("stage") if isinstance(provider, Map) else None
    given = provider.get("stackName") if isinstance(provider, Map) else None
    if isinstance(given, str):
        return given
    return f"{service}-{stage}" if isinstance(service, str) and isinstance(stage, str) else None


def _add_worker(functions: Map, name: str, construct: Map, span: Span) -> None:
    """The function that works on a queue, or the event that a function of the service is to have."""
    source: dict[str, Any] = {
        "arn": _named(logical_id(name, "Queue"), "Arn", span),
        "batchSize": construct.get("batchSize", 1),
        "maximumBatchingWindow": construct.get("maxBatchingWindow", 0),
        "functionResponseType": "ReportBatchItemFailures",
    }
    if "maxConcurrency" in construct:
        source["maximumConcurrency"] = construct["maxConcurrency"]
    event = Map(span, {"sqs": Map(span, source)})
    worker = construct.get("worker")
    if isinstance(worker, Map):
        made = worker.copy()
        before = worker.get("events")
        made["events"] = Seq(span, [*(before if isinstance(before, Seq) else ()), event])
        functions.put(f"{name}Worker", made, construct.span("worker"))
    elif isinstance(worker, str):
        functions.put(worker, event, span)


def _merge_workers(document: Map, workers: Map) -> None:
    known = document.get("functions")
    if isinstance(known, Symbol):
        return
    own = known.copy() if isinstance(known, Map) else Map(workers.home)
    for key, made, span in workers.entries():
        if "sqs" not in made:
            own.put(key, made, span)
        elif isinstance(own.get(key), Map):
            function = own[key].copy()
            before = function.get("events")
            function["events"] = Seq(span, [*(before if isinstance(before, Seq) else ()), made])
            own[key] = function
    if isinstance(known, Seq):
        _put(document, "functions", own)
    elif own:
        document.put("functions", own, document.span("functions"))


def _put(document: Map, key: str, more: Map) -> None:
    """Add a part to a section that is a mapping, or a list of mappings."""
    before = document.get(key)
    parts = list(before) if isinstance(before, Seq) else [before] if isinstance(before, Map) else []
    document.put(key, Seq(document.home, [*parts, more]), document.span(key))


def _allow(document: Map, statements: Seq) -> None:
    """Add what the role of the functions is allowed, where the framework makes that role."""
    provider = document.get("provider")
    if not isinstance(provider, Map):
        return
    changed = provider.copy()
    if "iamRoleStatements" in provider:
        before = provider["iamRoleStatements"]
        changed["iamRoleStatements"] = Seq(statements.home, [*(before if isinstance(before, Seq) else ()), *statements])
    else:
        iam = provider.get("iam")
        role = iam.get("role") if isinstance(iam, Map) else None
        if (iam is not None and not isinstance(iam, Map)) or (role is not None and not isinstance(role, Map)):
            return
        made = role.copy() if isinstance(role, Map) else Map(statements.home)
        before = made.get("statements")
        made["statements"] = Seq(statements.home, [*(before if isinstance(before, Seq) else ()), *statements])
        outer = iam.copy() if isinstance(iam, Map) else Map(statements.home)
        outer["role"] = made
        changed["iam"] = outer
    document["provider"] = changed
