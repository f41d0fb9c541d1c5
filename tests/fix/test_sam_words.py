"""The table of SAM's words says the opposite of what the expansion does: what is written so becomes that property."""

import pytest

from leastwise.fix.located import Places
from leastwise.model.edit import Set
from leastwise.model.resource import Path
from leastwise.rules.example import readings

from .test_intent_sam import TEMPLATE
from .written import Written

MORE = f"""{TEMPLATE}
  Graph: {{Type: AWS::Serverless::GraphQLApi, Properties: {{SchemaInline: "type Query {{a: Int}}", Auth: {{Type: AWS_IAM}}}}}}
  Layer: {{Type: AWS::Serverless::LayerVersion, Properties: {{ContentUri: layer}}}}
  Nested: {{Type: AWS::Serverless::Application, Properties: {{Location: nested.yaml}}}}
  Instances: {{Type: AWS::Serverless::CapacityProvider, Properties: {{VpcConfig: {{SubnetIds: [a]}}}}}}
  Connection: {{Type: AWS::Serverless::NetworkConnector, Properties: {{VpcConfig: {{SubnetIds: [a]}}}}}}
  Image: {{Type: AWS::Serverless::MicrovmImage, Properties: {{CodeUri: s3://b/k}}}}
  Socket:
    Type: AWS::Serverless::WebSocketApi
    Properties:
      RouteSelectionExpression: $request.body.action
      Routes: {{$connect: {{FunctionArn: !GetAtt Fn.Arn}}}}
      Domain: {{DomainName: b.example, CertificateArn: "arn:aws:acm:eu-west-1:123456789012:certificate/1"}}
  Logged:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src
      Events:
        Lines: {{Type: CloudWatchLogs, Properties: {{LogGroupName: a, FilterPattern: ""}}}}
        Old: {{Type: CloudWatchEvent, Properties: {{Pattern: {{source: [shop]}}}}}}
"""

OTHERWISE = {
    "Auth",
    "AuthenticationType",
    "Code.ImageUri",
    "Code.SourceKMSKeyArn",
    "Code.ZipFile",
    "DisableExecuteApiEndpoint",
    "LogConfig",
    "OpenApiVersion",
    "Policy",
    "SelfManagedEventSource.Endpoints.KafkaBootstrapServers",
}
"""What becomes a part of an API's definition, or is there only together with something else."""

DEFINED = {"Description", "Name"}
"""What becomes a part of the definition of an HTTP API."""


def _cases() -> dict[str, list[Path]]:
    places = Places()
    (reading,) = readings({"template.yaml": MORE})
    found = {}
    for resource in reading.worlds[0].resources():
        words = places.wording(resource["Any"])
        names = () if words is None else (new for new, own in words.names.items() if own not in words.kinds)
        besides = OTHERWISE | (DEFINED if resource.name == "Http" else set())
        found[resource.name] = [path for path in names if ".".join(map(str, path)) not in besides]
    return {name: paths for name, paths in found.items() if paths}


CASES = _cases()


def test_every_kind_of_resource_that_sam_makes_has_words() -> None:
    assert len(CASES) > 25


@pytest.mark.parametrize("name", CASES)
def test_what_is_written_so_becomes_that_property(name: str) -> None:
    written = Written(MORE)
    kind = written[name].type
    edits = [Set(written[name][path], f"marker{number}") for number, path in enumerate(CASES[name])]
    after = Written(written.text(*edits)).app
    for number, path in enumerate(CASES[name]):
        values = [resource.get(path) for resource in after.resources(kind)]
        assert f"marker{number}" in values, path
