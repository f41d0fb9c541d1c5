"""Constructs that are Lambda functions: code, role, grants, URL."""

from __future__ import annotations

import posixpath
from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, concat
from leastwise.read.cdk.static.convert import local_path, plain, statement
from leastwise.read.cdk.static.emitter import Emitter, is_function, kind_of, principal_of
from leastwise.read.cdk.static.granting import KEYS, allow_key, granted
from leastwise.read.cdk.static.logic import SPREAD
from leastwise.read.cdk.static.notes import workers
from leastwise.read.cdk.static.stores import described, place
from leastwise.read.cdk.static.values import Called, Made, Member, owner_of
from leastwise.read.expand.context import MANAGED_POLICY, invocation_uri
from leastwise.read.expand.role import trust
from leastwise.read.expand.values import first_of
from leastwise.read.expand.values import made as literal
from leastwise.read.files import Files
from leastwise.read.tables import table

_BASIC = MANAGED_POLICY + "service-role/AWSLambdaBasicExecutionRole"
_DURABLE = MANAGED_POLICY + "service-role/AWSLambdaBasicDurableExecutionRolePolicy"
_IN_VPC = MANAGED_POLICY + "service-role/AWSLambdaVPCAccessExecutionRole"
_TRACING = {"Effect": "Allow", "Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*"}
_LETTERS = {"deadLetterQueue": "sqs:SendMessage", "deadLetterTopic": "sns:Publish"}
_LATEST = "@aws-cdk/aws-lambda-nodejs:useLatestRuntimeVersion"
"""Feature flag: functions that name no runtime get the newest one. Without it, they get Node.js 16.

https://docs.aws.amazon.com/cdk/v2/guide/featureflags.html
"""

_FOR_EVER = 9999
"""`RetentionDays.INFINITE`."""

_INTO_ROLE = ("addToRolePolicy", "addToPolicy", "addToPrincipalPolicy")


def add_function(made: Made, emitter: Emitter, files: Files) -> None:
    """Add a function, and the role that the CDK makes for it."""
    wanted = table(__file__, "constructs")["function"]
    properties = described(made, wanted, emitter)
    kind = made.kind[-1]
    _code(made, kind, properties, emitter, files)
    if "vpc" in made.props:
        span = made.props.span("vpc")
        place(properties, "VpcConfig.SubnetIds", plain(made.props["vpc"], emitter), span)
    for call in made.calls:
        if call.name == "addEnvironment" and len(call.arguments) >= 2 and isinstance(call.arguments[0], str):
            place(
                properties,
                "Environment.Variables",
                properties.get("Environment", Map(call.span)).get("Variables", Map(call.span)),
                call.span,
            )
            properties["Environment"]["Variables"].put(call.arguments[0], plain(call.arguments[1], emitter), call.span)
        elif call.name == "addLayers":
            known = properties.setdefault("Layers", Seq(call.span))
            known.extend(plain(item, emitter) for item in call.arguments)
    if "Role" in properties:
        owner = owner_of(made.props["role"])
        if owner is not None:
            properties["Role"] = emitter.reference(emitter.logical(owner), "Arn")
    else:
        properties.put("Role", emitter.reference(_default_role(made, emitter), "Arn"), made.span)
    written = frozenset() if "role" in made.props else frozenset({("Role",)})
    logical = emitter.add(made, "AWS::Lambda::Function", properties, written=written)
    _built_by_docker(made, logical, emitter)
    _keep_logs(made, emitter)
    _allow_itself(made, properties, emitter)


def _allow_itself(made: Made, properties: Map, emitter: Emitter) -> None:
    """What the CDK lets the role of a function do because of its settings, also a role that it is given.

    `buildTracingConfig` and `buildDeadLetterQueue` of
    https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-lambda/lib/function.ts
    """
    tracing = properties.get("TracingConfig", {}).get("Mode")
    if isinstance(tracing, str) and tracing != "Disabled":
        span = made.props.span("tracing")
        emitter.grant(made, literal(span, _TRACING), span, by="framework")
    for name, action in _LETTERS.items():
        target = made.props.get(name)
        if isinstance(target, Made):
            entry = {"actions": [action], "resources": ["${Arn}" if name == "deadLetterQueue" else "${Ref}"]}
            span = made.props.span(name)
            emitter.grant(made, granted(target, entry, emitter, span), span, by="framework")


def _built_by_docker(made: Made, logical: str, emitter: Emitter) -> None:
    """The folder that an image is built from, as SAM would say it."""
    code = made.props.get("code")
    if not isinstance(code, Called) or code.name not in ("fromImageAsset", "fromAssetImage"):
        return
    path = local_path(code.first, emitter)
    if path is not None:
        span = made.props.span("code")
        metadata = Map(
            span, {"DockerContext": posixpath.relpath(path or ".", posixpath.dirname(made.span[0].path) or ".")}
        )
        for key, name in (("file", "Dockerfile"), ("target", "DockerBuildTarget")):
            if key in code.props:
                metadata[name] = plain(code.props[key], emitter)
        emitter.resources[logical].body["Metadata"] = metadata


def _keep_logs(made: Made, emitter: Emitter) -> None:
    """How long the log is kept, which a custom resource of the CDK sets; the log stays when the function goes."""
    kept = plain(made.props.get("logRetention"), emitter)
    if kept is None or kept == _FOR_EVER:
        return
    name = concat(["/aws/lambda/", emitter.reference(emitter.logical(made), "Ref")])
    properties = Map(made.span, {"LogGroupName": name})
    properties.put("RetentionInDays", kept, made.props.span("logRetention"))
    emitter.add(made, "AWS::Logs::LogGroup", properties, child="LogRetention", policy="Retain")


def _default_role(made: Made, emitter: Emitter) -> str:
    attached = [_DURABLE if "durableConfig" in made.props else _BASIC, *([_IN_VPC] if "vpc" in made.props else [])]
    managed = Seq(made.span, attached)
    written: set[tuple[str | int, ...]] = {("ManagedPolicyArns", index) for index in range(len(attached))}
    by: Any = "framework"
    for call in made.calls:
        if call.name == "addManagedPolicy" and call.arguments:
            managed.put(plain(call.arguments[0], emitter), call.span)
            by = "author"
    properties = Map(made.span)
    properties["AssumeRolePolicyDocument"] = literal(made.span, trust("lambda.amazonaws.com"))
    properties["ManagedPolicyArns"] = managed
    written.add(("AssumeRolePolicyDocument",))
    return emitter.add(made, "AWS::IAM::Role", properties, child="ServiceRole", by=by, written=frozenset(written))


def _code(made: Made, kind: str, properties: Map, emitter: Emitter, files: Files) -> None:
    """Where the code of a function lies, and the handler and runtime that go with it."""
    props = made.props
    if kind == "NodejsFunction":
        _script(made, properties, emitter, files)
        return
    if kind == "PythonFunction":
        index = first_of(plain(props.get("index"), emitter), "index.py")
        handler = first_of(properties.get("Handler"), "handler")
        if isinstance(index, str) and isinstance(handler, str):
            properties.put("Handler", f"{posixpath.splitext(index)[0]}.{handler}", props.span("handler"))
        _located(made, properties, local_path(props.get("entry"), emitter), props.span("entry"))
        return
    if kind in ("GoFunction", "RustFunction"):
        properties.setdefault("Runtime", "provided.al2023")
        properties.setdefault("Handler", "bootstrap")
        _located(
            made,
            properties,
            local_path(first_of(props.get("entry"), props.get("manifestPath")), emitter),
            props.span("entry"),
        )
        return
    code = props.get("code")
    span = props.span("code")
    name = code.name if isinstance(code, Called) else ""
    first = code.first if isinstance(code, Called) else None
    if name in ("fromInline", "inline", "InlineCode"):
        properties.put("Code", Map(span, {"ZipFile": plain(first, emitter)}), span)
    elif name in ("fromAsset", "asset", "AssetCode", "fromCustomCommand"):
        first = code.props.get("path", first) if isinstance(code, Called) else first
        _located(made, properties, local_path(first, emitter), span)
    elif name in ("fromImageAsset", "fromAssetImage", "fromEcr", "fromEcrImage"):
        properties["PackageType"] = "Image"
        properties.pop("Runtime", None)
        properties.pop("Handler", None)
        properties.put("Code", Map(span, {"ImageUri": str(local_path(first, emitter) or name)}), span)
        options = code.props if isinstance(code, Called) else Map(span)
        named = {"cmd": "Command", "entrypoint": "EntryPoint", "workingDirectory": "WorkingDirectory"}
        config = {to: plain(options[key], emitter) for key, to in named.items() if key in options}
        if config:
            properties.put("ImageConfig", Map(span, config), span)
    elif name in ("fromBucket", "bucket", "fromBucketV2") and isinstance(code, Called) and len(code.arguments) > 1:
        bucket, key = plain(code.arguments[0], emitter), plain(code.arguments[1], emitter)
        properties.put("Code", Map(span, {"S3Bucket": bucket, "S3Key": key}), span)
    else:
        properties.put("Code", Map(span, {"S3Key": "(not told by the source)"}), span)


def _script(made: Made, properties: Map, emitter: Emitter, files: Files) -> None:
    """A bundled script: one file, by default `<file of the construct>.<id>.ts`.

    https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_lambda_nodejs-readme.html
    """
    props = made.props
    handler = first_of(properties.get("Handler"), "handler")
    entry = local_path(props.get("entry"), emitter)
    if "entry" not in props:
        stem = posixpath.splitext(made.span[0].path)[0] + "." + made.path.rpartition("/")[2]
        entry = next((stem + ending for ending in (".ts", ".js", ".mjs") if files.is_file(stem + ending)), None)
    if "Runtime" not in properties:
        latest = emitter.context.get(_LATEST) is True
        properties["Runtime"] = table(__file__, "constants")["constants"]["aws_lambda.Runtime"][
            "NODEJS_LATEST" if latest else "NODEJS_16_X"
        ]
    if isinstance(handler, str):
        name = posixpath.splitext(posixpath.basename(entry))[0] if entry else "index"
        properties.put("Handler", handler if "." in handler else f"{name}.{handler}", props.span("handler"))
    _located(made, properties, entry, props.span("entry"))


def _located(made: Made, properties: Map, path: str | None, span: Span) -> None:
    code = Map(span)
    if path is None:
        code["S3Key"] = "(not told by the source)"
    else:
        code.put("LocalPath", posixpath.relpath(path or ".", posixpath.dirname(made.span[0].path) or "."), span)
    properties.put("Code", code, span)


def add_grants(made: Made, emitter: Emitter) -> None:
    """What is granted by calls on a construct: `table.grantReadData(fn)`, `fn.addToRolePolicy(…)`."""
    grants = table(__file__, "grants")["grants"]
    kind = "aws_lambda.Function" if is_function(made) else kind_of(made)
    for call in made.calls:
        if call.name in _INTO_ROLE:
            emitter.grant(call.subject, statement(call.first, emitter), call.span)
        elif call.name in grants.get(kind, {}):
            for entry in grants[kind][call.name]:
                emitter.grant(call.first, granted(made, entry, emitter, call.span), call.span, worded=True)
            allow_key(made, call.name, call.first, emitter, call.span)
        elif call.name == "grant" and len(call.arguments) > 1 and call.subject is made:
            actions = Seq(call.span, [plain(item, emitter) for item in call.arguments[1:]])
            entry = {"actions": actions, "resources": ["${Ref}" if kind == "aws_sns.Topic" else "${Arn}"]}
            emitter.grant(call.arguments[0], granted(made, entry, emitter, call.span), call.span)
        elif call.name in ("addFunctionUrl", "attachInlinePolicy") and principal_of(made) is made:
            if call.name == "addFunctionUrl":
                add_url(made, made, call.props, call.span, emitter)
            elif call.arguments and isinstance(call.arguments[0], Made):
                role = emitter.reference(emitter.role_of(made), "Ref")
                emitter.put(emitter.logical(call.arguments[0]), "Roles+", role, call.span)
        elif call.name.startswith("grant"):
            _grant_elsewhere(made, call, emitter)
    if made.props.get("initialPolicy") is not None and isinstance(made.props["initialPolicy"], Seq):
        for _, item, span in made.props["initialPolicy"].entries():
            emitter.grant(made, statement(item, emitter), span)


def _grant_elsewhere(made: Made, call: Called, emitter: Emitter) -> None:
    """A grant on something of a construct: `table.encryptionKey?.grantDecrypt(fn)`, or one that is not known."""
    subject = call.subject
    if isinstance(subject, Member) and subject.name in KEYS and subject.value is made:
        if not {subject.name, "encryption", SPREAD} & made.props.keys():
            return  # it has no key of its own: `?.` calls nothing
        key = made.props.get(subject.name)
        known = table(__file__, "grants")["grants"]["aws_kms.Key"].get(call.name, ())
        for entry in known if isinstance(key, Made) else ():
            emitter.grant(call.first, granted(key, entry, emitter, call.span), call.span, worded=True)
        if known and isinstance(key, Made):
            return
    for worker in workers(call.arguments):
        emitter.doubt(worker, call.span, f"what `{call.name}` allows is not known")


def add_url(made: Made, function: Made, props: Map, span: Span, emitter: Emitter) -> None:
    """A function URL, and the permission that the CDK adds to one that asks for no sign-in."""
    target = emitter.reference(emitter.logical(function), "Arn")
    auth = first_of(plain(props.get("authType"), emitter), "AWS_IAM")
    properties = Map(span, {"TargetFunctionArn": target})
    properties.put("AuthType", auth, props.span("authType"))
    cors = plain(props.get("cors"), emitter)
    if isinstance(cors, Map):
        names = {"allowedOrigins": "AllowOrigins", "allowedMethods": "AllowMethods", "allowedHeaders": "AllowHeaders"}
        found = Map(props.span("cors"))
        for key, value, place_ in cors.entries():
            found.put(names.get(key, key[:1].upper() + key[1:]), value, place_)
        properties.put("Cors", found, props.span("cors"))
    child = "FunctionUrl" if made is function else ""
    emitter.add(made, "AWS::Lambda::Url", properties, child=child, span=span)
    if auth == "NONE":
        permission = {
            "Action": "lambda:InvokeFunctionUrl",
            "FunctionName": target,
            "Principal": "*",
            "FunctionUrlAuthType": "NONE",
        }
        emitter.add(
            function,
            "AWS::Lambda::Permission",
            literal(span, permission),
            child="invoke-function-url",
            span=span,
            by="framework",
        )


def invocation(function: Made, emitter: Emitter) -> Any:
    """The URI by which API Gateway invokes a function."""
    return invocation_uri(emitter.reference(emitter.logical(function), "Arn"))


def allow(
    function: Made, service: str, source: Any, span: Span, emitter: Emitter, *, child: str = "Permission"
) -> None:
    """The permission that the CDK gives a service to invoke a function."""
    arn = emitter.reference(emitter.logical(function), "Arn")
    properties = {"Action": "lambda:InvokeFunction", "FunctionName": arn, "Principal": service, "SourceArn": source}
    emitter.add(function, "AWS::Lambda::Permission", literal(span, properties), child=child, span=span, by="framework")


def function_of(value: Any) -> Made | None:
    """The function that a value is or stands for (an alias, a version)."""
    found = principal_of(value)
    return found if found is not None and is_function(found) else None
