"""long-timeout: how long each kind of caller waits."""

import pytest

from leastwise.model.finding import Finding
from leastwise.rules.example import findings
from leastwise.rules.runtime.long_timeout import LongTimeout

FUNCTION = """
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: a.b, Code: {ZipFile: x}, Timeout: %s}
"""
URI = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations"
REST = """
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: a}}
  Get:
    Type: AWS::ApiGateway::Method
    Properties: {RestApiId: !Ref Api, HttpMethod: GET, Integration: {Type: AWS_PROXY, Uri: !Sub "%s"%s}}
"""
HTTP = """
  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: a, ProtocolType: %s}}
  Int: {Type: AWS::ApiGatewayV2::Integration, Properties: {ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt Fn.Arn}}
  Route: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Api, RouteKey: %s, Target: !Sub "integrations/${Int}"}}
"""
BALANCER = """
  Balancer: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {%s}}
  Listener: {Type: AWS::ElasticLoadBalancingV2::Listener, Properties: {LoadBalancerArn: %s, DefaultActions: [{Type: forward, TargetGroupArn: !Ref Group}]}}
  Group: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {TargetType: lambda, Targets: [{Id: !GetAtt Fn.Arn}]}}
"""
POOL = "  Pool: {Type: AWS::Cognito::UserPool, Properties: {LambdaConfig: {%s: %s}}}\n"
EDGE = """
  One: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref Fn}}
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig: {DefaultCacheBehavior: {LambdaFunctionAssociations: [{EventType: %s, LambdaFunctionARN: !Ref One}]}}
"""
OBJECTS = """
  Objects:
    Type: AWS::S3ObjectLambda::AccessPoint
    Properties:
      ObjectLambdaConfiguration: {TransformationConfigurations: [{ContentTransformation: {AwsLambda: {FunctionArn: !GetAtt Fn.Arn}}}]}
"""
GRAPHQL = """
  Graph: {Type: AWS::AppSync::GraphQLApi, Properties: {Name: g, AuthenticationType: AWS_IAM}}
  Source: {Type: AWS::AppSync::DataSource, Properties: {ApiId: !GetAtt Graph.ApiId, Name: fn, Type: AWS_LAMBDA, LambdaConfig: {LambdaFunctionArn: !GetAtt Fn.Arn}}}
  Field: {Type: AWS::AppSync::Resolver, Properties: {ApiId: !GetAtt Graph.ApiId, TypeName: Query, FieldName: a, DataSourceName: !GetAtt Source.Name}}
"""
AUTHORIZER = """
  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: a, ProtocolType: HTTP}}
  Auth: {Type: AWS::ApiGatewayV2::Authorizer, Properties: {ApiId: !Ref Api, AuthorizerType: REQUEST, AuthorizerUri: !Sub "%s"%s}}
"""
ASYNCHRONOUS = ", RequestParameters: {integration.request.header.X-Amz-Invocation-Type: \"'Event'\"}"


def said(timeout: object, *parts: str) -> list[Finding]:
    return findings(LongTimeout(), {"template.yaml": FUNCTION % timeout + "".join(parts)})


@pytest.mark.parametrize(
    ("part", "seconds", "who"),
    [
        (REST % (URI, ""), 29, "the REST API"),
        (REST % (URI, ", TimeoutInMillis: 5000"), 5, "the REST API"),
        (REST % (URI, ", TimeoutInMillis: 120000"), 120, "the REST API"),
        (HTTP % ("HTTP", "GET /"), 30, "the HTTP API"),
        (BALANCER % ("", "!Ref Balancer"), 60, "the load balancer"),
        (BALANCER % ("LoadBalancerAttributes: [{Key: idle_timeout.timeout_seconds, Value: 120}]", "!Ref Balancer"), 120, "the load balancer"),
        (GRAPHQL, 30, "AppSync"),
        (POOL % ("PreSignUp", "!GetAtt Fn.Arn"), 5, "Cognito"),
        (EDGE % "viewer-request", 5, "CloudFront"),
        (EDGE % "origin-response", 30, "CloudFront"),
        (OBJECTS, 60, "S3"),
        (AUTHORIZER % (URI, ", AuthorizerPayloadFormatVersion: 2.0"), 10, "the HTTP API"),
    ],
)  # fmt: skip
def test_a_timeout_is_too_long_well_beyond_what_the_caller_waits(part: str, seconds: int, who: str) -> None:
    assert said(seconds * 1.5, part) == []
    (finding,) = said(seconds * 2, part)
    assert finding.message == f"Fn may run {seconds * 2} s, but {who} waits {seconds} s at most for its answer."


@pytest.mark.parametrize(
    "part",
    [
        REST % (URI, ", ResponseTransferMode: STREAM"),
        REST % (URI, ", ResponseTransferMode: !ImportValue mode"),
        REST % (URI, ", TimeoutInMillis: !ImportValue time"),
        REST % (URI, ASYNCHRONOUS),
        HTTP % ("WEBSOCKET", "$default"),
        BALANCER % ("", "!ImportValue balancer"),
        BALANCER % ("LoadBalancerAttributes: !ImportValue attributes", "!Ref Balancer"),
        POOL % ("CustomEmailSender", "{LambdaArn: !GetAtt Fn.Arn, LambdaVersion: V1_0}"),
        EDGE % "!ImportValue event",
        AUTHORIZER % (URI, ""),
        "  Url: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref Fn, AuthType: AWS_IAM}}\n",
        "  Night: {Type: AWS::Events::Rule, Properties: {ScheduleExpression: rate(1 day), Targets: [{Id: a, Arn: !GetAtt Fn.Arn}]}}\n",
        "",
    ],
)
def test_nobody_is_known_to_stop_waiting(part: str) -> None:
    assert said(900, part) == []


def test_what_waits_longest_counts() -> None:
    queue = """
  Jobs: {Type: AWS::SQS::Queue}
  Mapping: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref Fn, EventSourceArn: !GetAtt Jobs.Arn}}
"""
    assert said(300, REST % (URI, ""), queue) == []
    (finding,) = said(300, POOL % ("PreSignUp", "!GetAtt Fn.Arn"), OBJECTS)
    assert "S3 waits 60 s" in finding.message


def test_another_function_may_invoke_it_and_wait() -> None:
    role = """
  Role:
    Type: AWS::IAM::Role
    Properties: {Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: "lambda:Invoke*", Resource: %s}]}}]}
"""
    for named in ("!GetAtt Fn.Arn", '"*"'):
        assert said(300, REST % (URI, ""), role % named) == []
    assert len(said(300, REST % (URI, ""), role % "arn:aws:lambda:eu-west-1:123456789012:function:other")) == 1


def test_a_timeout_that_is_not_known_is_none() -> None:
    assert said("!ImportValue timeout", REST % (URI, "")) == []


SHARED = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.13, Handler: a.b, InlineCode: x, Timeout: %s}}
Resources:
"""
MEMBER = "  F%s: {Type: AWS::Serverless::Function%s}\n"


def test_the_longest_timeout_by_habit() -> None:
    members = [MEMBER % (number, "") for number in range(4)]
    (finding,) = findings(LongTimeout(), {"template.yaml": SHARED % 900 + "".join(members)})
    assert finding.message.startswith("F0, F1, F2 and F3 all have the longest timeout there is, 900 s")
    for text in (SHARED % 899 + "".join(members), SHARED % 900 + "".join(members[:2])):
        assert findings(LongTimeout(), {"template.yaml": text}) == []


def test_what_others_get_too_is_not_edited() -> None:
    api = ", Properties: {%sEvents: {Get: {Type: Api, Properties: {Path: /, Method: get}}}}"
    shared = findings(LongTimeout(), {"template.yaml": SHARED % 100 + MEMBER % (1, api % "")})
    own = findings(LongTimeout(), {"template.yaml": SHARED % 3 + MEMBER % (1, api % "Timeout: 100, ")})
    assert [finding.edits for finding in shared] == [()]
    assert [edit.value for finding in own for edit in finding.edits] == [29]
