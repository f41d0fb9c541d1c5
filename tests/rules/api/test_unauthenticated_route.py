"""unauthenticated-route: how much an open door weighs, and which doors are not quite open."""

import pytest

from leastwise.model.finding import Finding, Persona, Severity
from leastwise.rules.api.open_cors import OpenCors
from leastwise.rules.api.unauthenticated_route import UnauthenticatedRoute
from leastwise.rules.example import findings
from leastwise.rules.rule import Rule

CODE = """Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): pass\""""
HEAD = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
PUBLISHER = f"""
  Publisher:
    Type: AWS::Serverless::Function
    Properties:
      {CODE}
      Policies: [EventBridgePutEventsPolicy: {{EventBusName: !Ref Bus}}]
      Events: {{Post: {{Type: Api, Properties: {{Path: /tickets, Method: post}}}}}}
  Bus: {{Type: AWS::Events::EventBus, Properties: {{Name: tickets}}}}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventBusName: !Ref Bus
      EventPattern: {{source: [shop]}}
      Targets: [{{Id: one, Arn: !GetAtt Subscriber.Arn}}%s]
  Subscriber:
    Type: AWS::Serverless::Function
    Properties:
      {CODE}
      %s
"""
API = f"""
  Api: {{Type: AWS::Serverless::Api, Properties: {{StageName: live, OpenApiVersion: 3.0.1%s}}}}
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      {CODE}
      Policies: [AmazonSNSFullAccess]
      Events: {{Post: {{Type: Api, Properties: {{RestApiId: !Ref Api, Path: /orders, Method: post}}}}}}
"""
GUARD = """
  Acl:
    Type: AWS::WAFv2::WebACL
    Properties:
      DefaultAction: {%s: {}}
      Rules:
        - {Action: {Allow: {}}, Statement: {%s}}
        - {OverrideAction: {None: {}}, Statement: {ManagedRuleGroupStatement: {VendorName: AWS, Name: a}}}
  Association:
    Type: AWS::WAFv2::WebACLAssociation
    Properties:
      WebACLArn: !GetAtt Acl.Arn
      ResourceArn: !Sub arn:aws:apigateway:${AWS::Region}::/restapis/${Api}/stages/live
"""
HEADER = "OrStatement: {Statements: [{ByteMatchStatement: {FieldToMatch: {SingleHeader: {Name: x-secret}}}}]}"


def said(*parts: str, rule: Rule | None = None) -> list[Finding]:
    return findings(rule or UnauthenticatedRoute(), {"template.yaml": HEAD + "".join(parts)})


def test_a_publisher_weighs_what_its_subscribers_may_do() -> None:
    (finding,) = said(PUBLISHER % ("", "MemorySize: 128"))
    assert finding.severity is Severity.MEDIUM
    assert "Publisher only passes messages on to Subscriber" in finding.severity_reason


@pytest.mark.parametrize(
    ("targets", "more"),
    [
        ("", "Policies: [AmazonSNSFullAccess]"),
        (", {Id: two, Arn: arn:aws:sqs:eu-west-1:123456789012:other}", "MemorySize: 128"),
    ],
)
def test_somebody_who_may_do_something_gets_the_events(targets: str, more: str) -> None:
    (finding,) = said(PUBLISHER % (targets, more))
    assert finding.severity is Severity.HIGH


@pytest.mark.parametrize(
    ("action", "statement", "severity"),
    [
        ("Block", HEADER, Severity.MEDIUM),
        ("Allow", HEADER, Severity.HIGH),
        ("Block", "GeoMatchStatement: {CountryCodes: [NL]}", Severity.HIGH),
        ("Block", "IPSetReferenceStatement: {Arn: a}", None),
    ],
)
def test_a_web_acl_that_lets_in_only_some(action: str, statement: str, severity: Severity | None) -> None:
    found = said(API % "", GUARD % (action, statement))
    assert [finding.severity for finding in found] == ([severity] if severity else [])
    assert all("Acl" in finding.severity_reason for finding in found if finding.severity is Severity.MEDIUM)


def test_a_resource_policy_that_has_an_end_lets_nobody_in_for_good() -> None:
    statement = '{Effect: Allow, Principal: "*", Action: execute-api:Invoke, Resource: "execute-api:/*"%s}'
    policy = f", Auth: {{ResourcePolicy: {{CustomStatements: [{statement}]}}}}"
    assert len(said(API % (policy % ""))) == 1
    until = ', Condition: {DateLessThan: {"aws:CurrentTime": "2022-09-30T23:59:59Z"}}'
    assert said(API % (policy % until)) == []


BALANCER = f"""
  Balancer: {{Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {{SecurityGroups: [!Ref Group]}}}}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: front
      SecurityGroupIngress: [{{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: %s}}]
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Balancer
      DefaultActions: [{{Type: forward, TargetGroupArn: !Ref Targets}}]
  Targets:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {{TargetType: lambda, Targets: [{{Id: !GetAtt Orders.Arn}}]}}
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      {CODE}
"""


@pytest.mark.parametrize(("addresses", "count"), [("0.0.0.0/0", 1), ("192.0.2.0/24", 0), ("!ImportValue office", 0)])
def test_the_security_group_of_a_load_balancer_keeps_people_out(addresses: str, count: int) -> None:
    assert len(said(BALANCER % addresses)) == count


DISTRIBUTION = f"""
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      {CODE}
      FunctionUrlConfig: {{AuthType: %s}}
  Front:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        DefaultCacheBehavior: {{TargetOriginId: url, ViewerProtocolPolicy: https-only}}
        Origins: [{{Id: url, DomainName: !Select [2, !Split ["/", !GetAtt OrdersUrl.FunctionUrl]]}}]
"""


def test_a_distribution_counts_where_the_url_itself_is_closed() -> None:
    (finding,) = said(DISTRIBUTION % "AWS_IAM")
    assert finding.place.resource.name == "Front"
    assert said(DISTRIBUTION % "NONE") == []


def test_a_distribution_with_a_web_acl_counts_beside_the_open_url() -> None:
    """The URL is a way past the web ACL; whoever closes it still has the distribution."""
    acl = "DistributionConfig:\n        WebACLId: arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/1"
    (finding,) = said((DISTRIBUTION % "NONE").replace("DistributionConfig:", acl))
    assert finding.place.resource.name == "Front"


SERVER = """
  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: shop, ProtocolType: HTTP}}
  Server: {Type: AWS::ElasticLoadBalancingV2::Listener}
  Pass:
    Type: AWS::ApiGatewayV2::Integration
    Properties: {ApiId: !Ref Api, IntegrationType: HTTP_PROXY, IntegrationUri: !Ref Server, ConnectionType: VPC_LINK}
  Any: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Api, RouteKey: $default, Target: !Sub "integrations/${Pass}"}}
"""


def test_a_server_that_gets_requests_unchanged_may_ask_itself() -> None:
    (finding,) = said(SERVER)
    assert finding.severity is Severity.MEDIUM
    assert "Server may ask who calls" in finding.severity_reason


CORS = """
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: shop}}
  Options:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      HttpMethod: OPTIONS
      Integration:
        IntegrationResponses: [{ResponseParameters: {method.response.header.Access-Control-Allow-Origin: "'*'"}}]
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        IntegrationResponses: [{ResponseParameters: {method.response.header.%s: "'*'"}}]
"""


def test_a_preflight_alone_is_for_the_strict() -> None:
    (finding,) = said(CORS % "X-Other", rule=OpenCors())
    assert finding.persona is Persona.PEDANTIC
    (finding,) = said(CORS % "Access-Control-Allow-Origin", rule=OpenCors())
    assert finding.persona is Persona.REGULAR
    assert "read the answers" in finding.message


COSTS = """
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: words}}
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: POST
      AuthorizationType: NONE
      Integration:
        Type: AWS
        IntegrationHttpMethod: POST
        Credentials: arn:aws:iam::123456789012:role/api
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:%s:action/%s
"""


@pytest.mark.parametrize(
    ("service", "action", "told", "severity"),
    [
        ("translate", "TranslateText", "`translate:TranslateText`", Severity.MEDIUM),
        ("email", "SendEmail", "`ses:SendEmail`", Severity.HIGH),
    ],
)
def test_a_service_that_only_costs_money_weighs_less(service: str, action: str, told: str, severity: Severity) -> None:
    (finding,) = said(COSTS % (service, action))
    assert finding.severity is severity
    assert told in finding.message


def test_so_does_a_function_that_may_only_use_such_a_service() -> None:
    allowed = "Policies: [{Statement: [{Effect: Allow, Action: %s, Resource: '*'}]}]"
    (finding,) = said((API % "").replace("Policies: [AmazonSNSFullAccess]", allowed % "translate:TranslateText"))
    assert finding.severity is Severity.MEDIUM
    (finding,) = said((API % "").replace("Policies: [AmazonSNSFullAccess]", allowed % "ses:SendEmail"))
    assert finding.severity is Severity.HIGH
