"""public-subnet-function, endpoint-missing: which calls of a function leave its network, and whether they can."""

import pytest

from leastwise.model.finding import Finding, Severity
from leastwise.rules.example import findings
from leastwise.rules.network.endpoint_missing import EndpointMissing
from leastwise.rules.network.public_subnet_function import PublicSubnetFunction
from leastwise.rules.rule import Rule

NETWORK = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Inside: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  Uses: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Inside, RouteTableId: !Ref Table}}
  Gateway: {Type: AWS::EC2::InternetGateway}
"""
ROUTE = "  Out: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, %s}}\n"
PUBLIC, NAT = ROUTE % "GatewayId: !Ref Gateway", ROUTE % "NatGatewayId: nat-1"
FUNCTION = """
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: a.b
      InlineCode: x
      VpcConfig: {SubnetIds: [!Ref Inside], SecurityGroupIds: [sg-1]%s}
      Policies: [Statement: {Effect: Allow, Action: [%s], Resource: "*"}]
"""
ENDPOINT = "  %s: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, ServiceName: !Sub 'com.amazonaws.${AWS::Region}.%s'}}\n"


def said(rule: Rule, *parts: str) -> list[Finding]:
    return findings(rule, {"template.yaml": NETWORK + "".join(parts)})


def test_a_public_subnet_is_no_way_out() -> None:
    function = (
        FUNCTION % ("", "sqs:SendMessage, logs:PutLogEvents")
        + "      Environment: {Variables: {API: https://example.com}}\n"
    )
    (finding,) = said(PublicSubnetFunction(), PUBLIC, function)
    assert finding.message == (
        "Fn runs in public subnet Inside, where it gets no public address: "
        "`sqs:SendMessage` and the address in `API` cannot be reached."
    )


@pytest.mark.parametrize(
    ("parts", "count"),
    [
        ((PUBLIC, FUNCTION % ("", "logs:PutLogEvents, ec2:CreateNetworkInterface")), 0),
        ((PUBLIC, FUNCTION % (", Ipv6AllowedForDualStack: true", "sqs:SendMessage")), 0),
        ((PUBLIC, FUNCTION % (", Ipv6AllowedForDualStack: !ImportValue dual", "sqs:SendMessage")), 0),
        ((PUBLIC, FUNCTION % (", Ipv6AllowedForDualStack: false", "sqs:SendMessage")), 1),
        ((PUBLIC, FUNCTION % ("", "sqs:SendMessage"), ENDPOINT % ("Near", "sqs")), 0),
        ((PUBLIC, FUNCTION % ("", "kinesis:PutRecord"), ENDPOINT % ("Near", "kinesis-streams")), 0),
        ((PUBLIC, FUNCTION % ("", "sqs:SendMessage"), ENDPOINT % ("Near", "sns")), 1),
        ((PUBLIC, FUNCTION % ("", "sqs:SendMessage"), ENDPOINT % ("Near", "${AWS::StackName}")), 0),
        ((NAT, FUNCTION % ("", "sqs:SendMessage")), 0),
        ((FUNCTION % ("", "sqs:SendMessage"),), 0),
    ],
)
def test_a_function_in_a_public_subnet_fails_when_it_calls_out(parts: tuple[str, ...], count: int) -> None:
    assert len(said(PublicSubnetFunction(), *parts)) == count


def test_calls_that_leave_by_a_nat_gateway() -> None:
    (finding,) = said(EndpointMissing(), NAT, FUNCTION % ("", "sqs:SendMessage, s3:GetObject, polly:SynthesizeSpeech"))
    assert finding.message == "Vpc has no endpoint for S3 (free) and SQS: calls of Fn leave the network."
    assert finding.severity is Severity.LOW


def test_calls_that_have_no_way_out_at_all() -> None:
    (finding,) = said(EndpointMissing(), FUNCTION % ("", "secretsmanager:GetSecretValue"))
    assert finding.message == "Vpc has no endpoint for Secrets Manager: calls of Fn cannot reach AWS."
    assert (finding.severity, finding.severity_reason) == (
        Severity.MEDIUM,
        "Fn has no other way out, so its calls time out",
    )


@pytest.mark.parametrize(
    "parts",
    [
        (NAT, FUNCTION % ("", "sqs:SendMessage"), ENDPOINT % ("Near", "sqs")),
        (NAT, FUNCTION % ("", "polly:SynthesizeSpeech")),
        (NAT, FUNCTION % ("", "logs:PutLogEvents")),
        (PUBLIC, FUNCTION % ("", "sqs:SendMessage")),
        (ROUTE % "TransitGatewayId: t", FUNCTION % ("", "sqs:SendMessage")),
    ],
)
def test_no_endpoint_is_missing(parts: tuple[str, ...]) -> None:
    assert said(EndpointMissing(), *parts) == []
