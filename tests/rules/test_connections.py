"""What a function is taken to connect to, by its role and by its environment."""

from textwrap import indent

import pytest

from leastwise.model.application import Application
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read
from leastwise.rules.connections import called_services, connections, external_address

FUNCTION = """
Fn:
  Type: AWS::Serverless::Function
  Properties:
    Runtime: python3.13
    Handler: app.handler
    InlineCode: "def handler(event, context): pass"
"""


def application(*parts: str) -> Application:
    text = "Transform: AWS::Serverless-2016-10-31\nResources:\n" + indent("\n".join(parts), "  ")
    (reading,) = read(MemoryFiles({"template.yaml": text}), ("template.yaml",))
    return reading.worlds[0]


def called(*parts: str) -> dict[str, list[str]]:
    app = application(*parts)
    return called_services(app, app.functions[0])


def test_services_are_what_the_author_grants() -> None:
    policies = """    Policies:
      - Statement: {Effect: Allow, Action: [s3:GetObject, "S3:Put*", sqs:SendMessage], Resource: "*"}
      - Statement: {Effect: Deny, Action: sns:Publish, Resource: "*"}
      - AmazonDynamoDBFullAccess
"""
    found = called(FUNCTION + policies)
    assert found["s3"] == ["s3:GetObject", "S3:Put*"]
    assert found["sqs"] == ["sqs:SendMessage"]
    assert "dynamodb" in found
    assert "sns" not in found


def test_what_comes_to_nothing_is_no_call() -> None:
    policies = """    Policies:
      - Statement:
          - {Effect: Allow, Action: [lambda:InvokeFunction, dynamodb:Query], Resource: !GetAtt Table.StreamArn}
          - {Effect: Allow, Action: [s3:HeadObject, sns:Publish], Resource: "*"}
"""
    assert called(FUNCTION + policies, "Table: {Type: AWS::DynamoDB::Table}") == {"sns": ["sns:Publish"]}


def test_what_lambda_itself_does_is_no_call() -> None:
    policies = """    Policies:
      - Statement:
          Effect: Allow
          Action: [logs:PutLogEvents, ec2:CreateNetworkInterface, xray:PutTraceSegments, kms:Decrypt, sqs:ReceiveMessage, "*"]
          Resource: "*"
    Tracing: Active
    Events: {Job: {Type: Kinesis, Properties: {Stream: !GetAtt Stream.Arn, StartingPosition: LATEST}}}
"""
    assert called(FUNCTION + policies, "Stream: {Type: AWS::Kinesis::Stream}") == {}


def test_the_secret_of_an_event_source_is_read_by_lambda() -> None:
    policy = """    Policies: [Statement: {Effect: Allow, Action: [secretsmanager:GetSecretValue], Resource: "*"}]
"""
    events = """    Events:
      Job:
        Type: MQ
        Properties:
          Broker: arn:aws:mq:eu-west-1:123456789012:broker:b:b-1
          Queues: [q]
          SourceAccessConfigurations: [{Type: BASIC_AUTH, URI: arn:aws:secretsmanager:eu-west-1:123456789012:secret:s}]
"""
    assert called(FUNCTION + policy + events) == {}
    assert called(FUNCTION + policy) == {"secretsmanager": ["secretsmanager:GetSecretValue"]}


@pytest.mark.parametrize(
    ("resource", "value", "private"),
    [
        ("{Type: AWS::RDS::DBInstance, Properties: {PubliclyAccessible: false}}", "!GetAtt Db.Endpoint.Address", True),
        (
            "{Type: AWS::RDS::DBInstance, Properties: {PubliclyAccessible: 'true'}}",
            "!GetAtt Db.Endpoint.Address",
            False,
        ),
        ("{Type: AWS::RDS::DBInstance}", "!GetAtt Db.Endpoint.Address", None),
        ("{Type: AWS::RDS::DBCluster}", '!Sub "mysql://${Db.Endpoint.Address}/shop"', None),
        ("{Type: AWS::RDS::DBProxy}", "!GetAtt Db.Endpoint", True),
        ("{Type: AWS::MemoryDB::Cluster}", "!GetAtt Db.ClusterEndpoint.Address", True),
        ("{Type: AWS::RedshiftServerless::Workgroup}", "!GetAtt Db.Workgroup.Endpoint.Address", True),
        ("{Type: AWS::OpenSearchService::Domain}", "!GetAtt Db.DomainEndpoint", False),
        (
            "{Type: AWS::OpenSearchService::Domain, Properties: {VPCOptions: {SubnetIds: [s]}}}",
            "!GetAtt Db.DomainEndpoint",
            True,
        ),
        (
            "{Type: AWS::OpenSearchService::Domain, Properties: {VPCOptions: !ImportValue o}}",
            "!GetAtt Db.DomainEndpoint",
            None,
        ),
        (
            "{Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Scheme: internal}}",
            "!GetAtt Db.DNSName",
            True,
        ),
        ("{Type: AWS::ElasticLoadBalancingV2::LoadBalancer}", "!GetAtt Db.DNSName", False),
    ],
)
def test_an_address_in_the_environment_is_a_connection(resource: str, value: str, private: bool | None) -> None:
    app = application(FUNCTION + f"    Environment: {{Variables: {{HOST: {value}}}}}\n", f"Db: {resource}")
    (found,) = connections(app, app.functions[0])
    assert (found.place.name, found.resource.name, found.private) == ("HOST", "Db", private)


def test_a_cluster_is_private_when_all_its_instances_are() -> None:
    member = "%s: {Type: AWS::RDS::DBInstance, Properties: {DBClusterIdentifier: !Ref Db, PubliclyAccessible: %s}}"
    environment = "    Environment: {Variables: {HOST: !GetAtt Db.Endpoint.Address}}\n"
    for second, private in (("false", True), ("true", None), ("!ImportValue p", None)):
        parts = ("Db: {Type: AWS::RDS::DBCluster}", member % ("One", "false"), member % ("Two", second))
        app = application(FUNCTION + environment, *parts)
        assert [c.private for c in connections(app, app.functions[0])] == [private]


@pytest.mark.parametrize("value", ["!Ref Db", "!GetAtt Db.Arn", "Db.Endpoint.Address", "!ImportValue host"])
def test_a_name_is_no_address(value: str) -> None:
    app = application(
        FUNCTION + f"    Environment: {{Variables: {{HOST: {value}}}}}\n", "Db: {Type: AWS::RDS::DBInstance}"
    )
    assert list(connections(app, app.functions[0])) == []


@pytest.mark.parametrize(
    ("value", "external"),
    [
        ("https://api.example.com/v1", True),
        ("http://user@api.example.com", True),
        ("https://10.0.0.1/", False),
        ("http://localhost:8080", False),
        ("http://shop.internal", False),
        ("api.example.com", False),
        ("!ImportValue address", False),
    ],
)
def test_an_external_address_is_one_on_the_internet(value: str, external: bool) -> None:
    app = application(FUNCTION + f"    Environment: {{Variables: {{API: {value}}}}}\n")
    assert (external_address(app.functions[0]) is not None) is external
