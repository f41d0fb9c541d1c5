"""What no table can say, one function a case. `data/*.json` names them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, Symbol, concat
from leastwise.read.expand.context import Context
from leastwise.read.terraform import awscc, network
from leastwise.read.terraform.code import function_code, layer_code
from leastwise.read.terraform.instance import Instance
from leastwise.read.terraform.references import References
from leastwise.read.terraform.rows import Made, More, place

Case = Callable[[Instance, Made, References, Context], None]


def qualified(instance: Instance, made: Made, references: References, context: Context) -> None:
    """`qualifier` beside the function's name → the function's name with it.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html
    """
    values, into = instance.values, made.properties
    qualifier, name = references.value(values.get("qualifier")), into.get("FunctionName")
    if isinstance(qualifier, (str, Symbol)) and isinstance(name, (str, Symbol)):
        into["FunctionName"] = concat([name, ":", qualifier])


def public_url(instance: Instance, made: Made, references: References, context: Context) -> None:
    """The provider lets everybody call a URL that asks nobody who they are.

    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function_url
    """
    properties = made.properties
    if properties.get("AuthType") != "NONE":
        return
    span = properties.span("AuthType")
    function, qualifier = properties.get("TargetFunctionArn"), properties.get("Qualifier")
    if isinstance(function, (str, Symbol)) and isinstance(qualifier, (str, Symbol)):
        function = concat([function, ":", qualifier])
    for name, said in (
        (".public", {"Action": "lambda:InvokeFunctionUrl", "FunctionUrlAuthType": "NONE"}),
        (".invoked", {"Action": "lambda:InvokeFunction", "InvokedViaFunctionUrl": True}),
    ):
        permission = Map(span, {"FunctionName": function, "Principal": "*", **said})
        made.more.append(More(name, "AWS::Lambda::Permission", permission, span, by="framework"))


def latest(instance: Instance, made: Made, references: References, context: Context) -> None:
    """Without a qualifier, what is asked for holds for the function that is not published."""
    if "Qualifier" not in made.properties:
        made.properties["Qualifier"] = "$LATEST"
        made.framework.add(("Qualifier",))


def method_path(instance: Instance, made: Made, references: References, context: Context) -> None:
    """`orders/GET`, `*/*` → the path of a resource and a method.

    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/api_gateway_method_settings
    """
    values = instance.values
    value, span = values.get("method_path"), values.span("method_path")
    if isinstance(value, str):
        path, _, method = value.rpartition("/")
        made.properties.put("ResourcePath", "/" + path.lstrip("/"), span)
        made.properties.put("HttpMethod", method, span)


def table_keys(instance: Instance, made: Made, references: References, context: Context) -> None:
    """The keys of a table and of its indexes as key schemas; the key of KMS says that it encrypts."""
    values, into = instance.values, made.properties
    _keys(values, into, references)
    for name, target, shared in (
        ("global_secondary_index", "GlobalSecondaryIndexes", None),
        ("local_secondary_index", "LocalSecondaryIndexes", values.get("hash_key")),
    ):
        listed = into.get(target)
        for item, index in zip(_maps(values.get(name)), _maps(listed), strict=False):
            _keys(item, index, references, shared)
    encryption = into.get("SSESpecification")
    if isinstance(encryption, Map) and encryption.get("SSEEnabled") is True:
        encryption["SSEType"] = "KMS"
    if values.get("stream_enabled") is False:
        into.pop("StreamSpecification", None)


def _keys(values: Map, into: Map, references: References, hash_key: Any = None) -> None:
    schema = Seq(values.home)
    for argument, kind in (("hash_key", "HASH"), ("range_key", "RANGE")):
        name = values.get(argument)
        name = hash_key if name is None and kind == "HASH" else name
        if name is not None:
            span = values.span(argument)
            entry = Map(span)
            entry.put("AttributeName", references.value(name), span)
            entry.put("KeyType", kind, span)
            schema.put(entry, span)
    if schema:
        into.put("KeySchema", schema, schema.span(0))


def delivery_stream(instance: Instance, made: Made, references: References, context: Context) -> None:
    """Where a delivery stream gets its records, and whether it encrypts them.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kinesisfirehose-deliverystream.html
    """
    into = made.properties
    for name, kind in (
        ("KinesisStreamSourceConfiguration", "KinesisStreamAsSource"),
        ("MSKSourceConfiguration", "MSKAsSource"),
    ):
        if name in into:
            into.put("DeliveryStreamType", kind, into.span(name))
    for block in _maps(instance.values.get("server_side_encryption")):
        encryption = into.get("DeliveryStreamEncryptionConfigurationInput")
        if block.get("enabled") is not True and not isinstance(block.get("enabled"), Symbol):
            into.pop("DeliveryStreamEncryptionConfigurationInput", None)
        elif isinstance(encryption, Map) and "KeyType" not in encryption:
            encryption["KeyType"] = "AWS_OWNED_CMK"


def mfas(instance: Instance, made: Made, references: References, context: Context) -> None:
    """The second factors of a user pool, each with a block of its own in Terraform."""
    values, into = instance.values, made.properties
    found = Seq(values.home)
    for name, factor in (("software_token_mfa_configuration", "SOFTWARE_TOKEN_MFA"), ("sms_configuration", "SMS_MFA")):
        for block in _maps(values.get(name)):
            if block.get("enabled", True) is True:
                found.put(factor, values.span(name))
    if found and "MfaConfiguration" in into:
        into.put("EnabledMfas", found, found.span(0))


NOTIFICATIONS = (
    ("lambda_function", "lambda_function_arn", "LambdaConfigurations", "Function"),
    ("queue", "queue_arn", "QueueConfigurations", "Queue"),
    ("topic", "topic_arn", "TopicConfigurations", "Topic"),
)
"""Block, its argument for the target → list of the property, property of the target."""

_FILTERS = (("filter_prefix", "prefix"), ("filter_suffix", "suffix"))


def notification(instance: Instance, made: Made, references: References, context: Context) -> None:
    """Notifications of a bucket: CloudFormation has an entry for each event.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-notificationconfiguration.html
    """
    for name, argument, target, property_ in NOTIFICATIONS:
        for block in _maps(instance.values.get(name)):
            events = block.get("events")
            for event, span in _each(events, block.span("events")):
                entry = Map(block.home)
                entry.put("Event", references.value(event), span)
                if argument in block:
                    entry.put(property_, references.value(block[argument]), block.span(argument))
                _filter(block, entry, references)
                listed = Seq(block.home)
                listed.put(entry, block.home)
                place(made.properties, (target,), listed, block.home)


def _filter(block: Map, entry: Map, references: References) -> None:
    rules = Seq(block.home)
    for argument, name in _FILTERS:
        value, span = block.get(argument), block.span(argument)
        if value not in (None, "") or isinstance(value, Symbol):
            rule = Map(span)
            rule.put("Name", name, span)
            rule.put("Value", references.value(value), span)
            rules.put(rule, span)
    if rules:
        place(entry, ("Filter", "S3Key", "Rules"), rules, rules.span(0))


_EVERYONE = "/AllUsers"
_ALL_USERS = {"READ": "PublicRead", "WRITE": "PublicReadWrite", "FULL_CONTROL": "PublicReadWrite"}


def bucket_grants(instance: Instance, made: Made, references: References, context: Context) -> None:
    """Grants to everybody, as the canned access control list that says the same.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
    """
    for policy in _maps(instance.values.get("access_control_policy")):
        for grant in _maps(policy.get("grant")):
            for grantee in _maps(grant.get("grantee")):
                uri, permission = grantee.get("uri"), grant.get("permission")
                if isinstance(uri, str) and uri.endswith(_EVERYONE) and isinstance(permission, str):
                    canned = _ALL_USERS.get(permission)
                    if canned and made.properties.get("AccessControl") != "PublicReadWrite":
                        made.properties.put("AccessControl", canned, grant.span("permission"))


def _maps(value: Any) -> Iterator[Map]:
    items = value if isinstance(value, Seq) else (value,)
    return (item for item in items if isinstance(item, Map))


def _each(value: Any, span: Span) -> Iterator[tuple[Any, Span]]:
    if isinstance(value, Seq):
        for _, item, at in value.entries():
            yield item, at
    elif value is not None:
        yield value, span


def generated(instance: Instance, made: Made, references: References, context: Context) -> None:
    """A resource of the provider that is generated from CloudFormation's schemas."""
    made.properties = awscc.properties(instance.type, instance.values, references.value)


CASES: dict[str, Case] = {
    "generated": generated,
    "default_routes": network.default_routes,
    "network_acl": network.network_acl,
    "routes": network.routes,
    "security_group": network.security_group,
    "security_group_rule": network.security_group_rule,
    "bucket_grants": bucket_grants,
    "delivery_stream": delivery_stream,
    "event_invoke_qualifier": latest,
    "lambda_code": function_code,
    "layer_code": layer_code,
    "method_path": method_path,
    "mfas": mfas,
    "notification": notification,
    "permission_qualifier": qualified,
    "public_url": public_url,
    "table_keys": table_keys,
}
"""Name → what it does to the properties that the rows have made."""
