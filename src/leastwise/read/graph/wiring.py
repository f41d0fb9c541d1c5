"""Where resources of each type name the functions that they call: the plain cases, as a table.

Property names are those of https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/
"""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.model.graph import Exposure, TriggerKind
from leastwise.model.record import record
from leastwise.model.resource import Path, Property, Resource
from leastwise.model.value import Map, Seq


@record
class Wire:
    """One place where a resource names a function.

    Attributes:
        type: of the resource.
        path: of the place; `*` stands for every item of a list or entry of a mapping.
        kind: of the trigger that it makes.
        source: the property that names where events come from; empty for the resource itself.
        exposure: who can send the event; `None` where it follows from the source.
    """

    type: str
    path: Path
    kind: TriggerKind
    exposure: Exposure | None = Exposure.INTERNAL
    source: str = ""


def _wire(
    type_: str, path: str, kind: TriggerKind, exposure: Exposure | None = Exposure.INTERNAL, source: str = ""
) -> Wire:
    return Wire("AWS::" + type_, tuple(path.split(".")), kind, exposure, source)


_K = TriggerKind
_IN, _AUTH, _NET = Exposure.INTERNAL, Exposure.AUTHENTICATED, Exposure.INTERNET
_EDGE = "LambdaFunctionAssociations.*.LambdaFunctionARN"
_CODE_HOOK = "BotAliasLocaleSettings.*.BotAliasLocaleSetting.CodeHookSpecification.LambdaCodeHook.LambdaArn"
_PROCESSING = "ProcessingConfiguration.Processors.*.Parameters.*.ParameterValue"
_RULE = "TopicRulePayload"

WIRES: tuple[Wire, ...] = (
    _wire("S3::Bucket", "NotificationConfiguration.LambdaConfigurations.*.Function", _K.S3, None),
    _wire("Pipes::Pipe", "Target", _K.PIPE, None, "Source"),
    _wire("Pipes::Pipe", "Enrichment", _K.PIPE, None, "Source"),
    _wire("Logs::SubscriptionFilter", "DestinationArn", _K.LOGS, _IN, "LogGroupName"),
    _wire("IoT::TopicRule", f"{_RULE}.Actions.*.Lambda.FunctionArn", _K.IOT, _AUTH),
    _wire("IoT::TopicRule", f"{_RULE}.ErrorAction.Lambda.FunctionArn", _K.IOT, _AUTH),
    _wire("SES::ReceiptRule", "Rule.Actions.*.LambdaAction.FunctionArn", _K.SES, _NET),
    _wire("SES::MailManagerRuleSet", "Rules.*.Actions.*.InvokeLambda.FunctionArn", _K.SES, _NET),
    _wire("SecretsManager::RotationSchedule", "RotationLambdaARN", _K.SECRET_ROTATION, _IN, "SecretId"),
    _wire("CloudFront::Distribution", f"DistributionConfig.DefaultCacheBehavior.{_EDGE}", _K.CLOUDFRONT, _NET),
    _wire("CloudFront::Distribution", f"DistributionConfig.CacheBehaviors.*.{_EDGE}", _K.CLOUDFRONT, _NET),
    _wire("Bedrock::Agent", "ActionGroups.*.ActionGroupExecutor.Lambda", _K.BEDROCK_AGENT, _AUTH),
    _wire("Bedrock::Agent", "PromptOverrideConfiguration.OverrideLambda", _K.BEDROCK_AGENT, _AUTH),
    _wire("Bedrock::Agent", "CustomOrchestration.Executor.Lambda", _K.BEDROCK_AGENT, _AUTH),
    _wire("Bedrock::Flow", "Definition.Nodes.*.Configuration.LambdaFunction.LambdaArn", _K.BEDROCK_AGENT, _AUTH),
    _wire("Lex::Bot", f"TestBotAliasSettings.{_CODE_HOOK}", _K.LEX, _AUTH),
    _wire("Lex::BotAlias", _CODE_HOOK, _K.LEX, _AUTH),
    _wire(
        "S3ObjectLambda::AccessPoint",
        "ObjectLambdaConfiguration.TransformationConfigurations.*.ContentTransformation.AwsLambda.FunctionArn",
        _K.OBJECT_LAMBDA,
        _AUTH,
    ),
    _wire("Transfer::Server", "IdentityProviderDetails.Function", _K.AUTHORIZER, _NET),
    _wire("Transfer::Workflow", "Steps.*.CustomStepDetails.Target", _K.TRANSFER, _AUTH),
    _wire("Transfer::Workflow", "OnExceptionSteps.*.CustomStepDetails.Target", _K.TRANSFER, _AUTH),
    _wire("Config::ConfigRule", "Source.SourceIdentifier", _K.CONFIG),
    _wire("Config::OrganizationConfigRule", "OrganizationCustomRuleMetadata.LambdaFunctionArn", _K.CONFIG),
    _wire("CloudFormation::CustomResource", "ServiceToken", _K.CUSTOM_RESOURCE),
    _wire("CloudFormation::Macro", "FunctionName", _K.CUSTOM_RESOURCE),
    _wire("CloudFormation::LambdaHook", "LambdaFunction", _K.CUSTOM_RESOURCE),
    _wire("Lambda::EventInvokeConfig", "DestinationConfig.OnSuccess.Destination", _K.FUNCTION, _IN, "FunctionName"),
    _wire("Lambda::EventInvokeConfig", "DestinationConfig.OnFailure.Destination", _K.FUNCTION, _IN, "FunctionName"),
    *(
        _wire("KinesisFirehose::DeliveryStream", f"{to}DestinationConfiguration.{_PROCESSING}", _K.FIREHOSE, None)
        for to in ("ExtendedS3", "HttpEndpoint", "Amazonopensearchservice", "Redshift", "Splunk")
    ),
)


def places(resource: Resource, path: Path) -> Iterator[Property]:
    """Every place in a resource that a path with `*` leads to."""
    yield from _below(resource, resource.properties, path, ())


def _below(resource: Resource, value: object, rest: Path, done: Path) -> Iterator[Property]:
    for index, step in enumerate(rest):
        if step == "*":
            for key, item in _entries(value):
                yield from _below(resource, item, rest[index + 1 :], (*done, key))
            return
        if not isinstance(value, Map) or step not in value:
            return
        value = value[str(step)]
        done = (*done, step)
    yield Property(resource, done)


def _entries(value: object) -> Iterator[tuple[str | int, object]]:
    if isinstance(value, Seq):
        yield from enumerate(value)
    elif isinstance(value, Map):
        yield from value.items()
