"""no-throttle, no-usage-plan, no-waf, waf-unsupported, weak-waf: decisions beyond the examples."""

import pytest

from leastwise.model.edit import AddResource, Set
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.value import display
from leastwise.rules.api.no_throttle import NoThrottle
from leastwise.rules.api.no_usage_plan import NoUsagePlan
from leastwise.rules.api.no_waf import NoWaf
from leastwise.rules.api.waf_unsupported import WafUnsupported
from leastwise.rules.api.weak_waf import WeakWaf
from leastwise.rules.example import findings
from leastwise.rules.rule import Rule

APP = """
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: {Type: String, Default: %s}
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): pass"
      Events: {Get: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /orders, Method: get}}}
  Api:
    Type: AWS::Serverless::Api
    Properties: {StageName: !Ref Stage%s}
"""
WALL = """
  Association:
    Type: AWS::WAFv2::WebACLAssociation
    Properties:
      WebACLArn: !GetAtt Wall.Arn
      ResourceArn: !Sub "arn:aws:apigateway:${AWS::Region}::/restapis/${Api}/stages/${Stage}"
  Wall:
    Type: AWS::WAFv2::WebACL
    Properties:
      DefaultAction: {Allow: {}}
      Rules: [%s]
"""
RATE = "{Name: rate, Action: {Block: {}}, Statement: {RateBasedStatement: {Limit: 1000, AggregateKeyType: IP}}}"
GROUP = (
    "{Name: common, OverrideAction: {None: {}}, "
    "Statement: {ManagedRuleGroupStatement: {VendorName: AWS, Name: AWSManagedRulesCommonRuleSet}}}"
)
LOG = """
  Log:
    Type: AWS::WAFv2::LoggingConfiguration
    Properties: {ResourceArn: !GetAtt Wall.Arn, LogDestinationConfigs: [x]}
"""


def said(rule: Rule, text: str) -> list[Finding]:
    return findings(rule, {"template.yaml": text})


@pytest.mark.parametrize("rule", [NoThrottle(), NoWaf()])
def test_an_open_api_in_production_is_for_everybody(rule: Rule) -> None:
    (finding,) = said(rule, APP % ("prod", ""))
    assert (finding.persona, finding.severity) == (Persona.REGULAR, Severity.MEDIUM)
    assert "Stage = prod" in finding.message


@pytest.mark.parametrize("rule", [NoThrottle(), NoWaf()])
def test_elsewhere_it_is_for_the_pedantic(rule: Rule) -> None:
    (finding,) = said(rule, APP % ("dev", ""))
    assert (finding.persona, finding.severity) == (Persona.PEDANTIC, Severity.MEDIUM)


@pytest.mark.parametrize("rule", [NoThrottle(), NoWaf()])
def test_known_callers_make_it_milder_even_in_production(rule: Rule) -> None:
    (finding,) = said(rule, APP % ("prod", ", Auth: {DefaultAuthorizer: AWS_IAM}"))
    assert (finding.persona, finding.severity) == (Persona.PEDANTIC, Severity.LOW)


@pytest.mark.parametrize(("rule", "found"), [(RATE, 0), (GROUP, 1)])
def test_a_web_acl_limits_only_with_a_rule_for_it(rule: str, found: int) -> None:
    assert len(said(NoThrottle(), APP % ("prod", "") + WALL % rule)) == found


def test_a_web_acl_of_elsewhere_may_limit() -> None:
    assert not said(NoThrottle(), APP % ("prod", "") + (WALL % RATE).replace("!GetAtt Wall.Arn", "arn:aws:wafv2:x"))


def test_the_web_acl_at_hand_is_put_before_the_api() -> None:
    wall = "\n  Wall:" + WALL.partition("  Wall:")[2] % RATE
    (finding,) = said(NoWaf(), APP % ("dev", "") + wall + "      Scope: REGIONAL\n")
    edit, version = finding.edits
    assert isinstance(edit, AddResource)
    assert isinstance(version, Set) and version.property.dotted == "OpenApiVersion"  # else SAM deploys a stage past it
    assert display(edit.properties["WebACLArn"]) == "${Wall.Arn}"
    assert display(edit.properties["ResourceArn"]).endswith("::/restapis/${Api}/stages/${ApiStage}")
    (finding,) = said(NoWaf(), APP % ("dev", "") + wall + "      Scope: CLOUDFRONT\n")
    assert not finding.edits


def test_an_association_with_something_unknown_may_be_with_the_api() -> None:
    other = "\n  Parameter: {Type: AWS::WAFv2::WebACLAssociation, Properties: {ResourceArn: !ImportValue door}}"
    assert not said(NoWaf(), APP % ("prod", "") + other)


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ("{ResourcePath: '/*', HttpMethod: '*', LoggingLevel: ERROR}", 1),
        ("{ResourcePath: /orders, HttpMethod: GET, ThrottlingBurstLimit: 5}", 0),
    ],
)
def test_other_settings_of_methods_limit_nothing(settings: str, found: int) -> None:
    assert len(said(NoThrottle(), APP % ("dev", f", MethodSettings: [{settings}]"))) == found


def test_the_api_of_events_has_no_name_and_no_place_to_edit() -> None:
    text = APP.split("  Api:", maxsplit=1)[0].replace("RestApiId: !Ref Api, ", "") % "dev"
    implicit = said(NoThrottle(), text)
    assert len(implicit) == 1 and "the API that SAM makes" in implicit[0].message
    assert not implicit[0].edits


def test_the_throttle_of_a_single_method_is_a_plan() -> None:
    plan = """
Resources:
  Plan:
    Type: AWS::ApiGateway::UsagePlan
    Properties:
      ApiStages: [{ApiId: abc, Stage: live%s}]
"""
    assert said(NoUsagePlan(), plan % "")
    assert not said(NoUsagePlan(), plan % ", Throttle: {/orders/GET: {RateLimit: 5}}")


def test_a_distribution_takes_the_place_of_the_api_behind_it() -> None:
    site = """
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        Origins: [{Id: api, DomainName: !Sub "${Api}.execute-api.${AWS::Region}.amazonaws.com"}]
        DefaultCacheBehavior: {TargetOriginId: api, ViewerProtocolPolicy: https-only}
"""
    (finding,) = said(NoWaf(), APP % ("dev", "") + site)
    assert "Site" in finding.message and finding.severity is Severity.MEDIUM


def test_a_url_that_asks_for_signatures_needs_no_firewall() -> None:
    text = APP.split("      Events:", maxsplit=1)[0] % "dev" + "      FunctionUrlConfig: {AuthType: %s}"
    assert not said(WafUnsupported(), text % "AWS_IAM")
    (finding,) = said(WafUnsupported(), text % "NONE")
    assert "The URL of Orders" in finding.message


@pytest.mark.parametrize(
    ("rules", "severity", "words"),
    [
        ("", Severity.MEDIUM, "it has no rules"),
        (RATE.replace("{Block: {}}", "{Count: {}}"), Severity.MEDIUM, "only count"),
        (GROUP, Severity.LOW, "no rule that limits"),
        (GROUP.replace("Common", "AntiDDoS"), None, ""),
        (GROUP.replace("VendorName: AWS", "VendorName: Shop"), None, ""),
        (f"{RATE}, {GROUP.replace('None', 'Count')}", None, ""),
        ("{Name: ours, OverrideAction: {None: {}}, Statement: {RuleGroupReferenceStatement: {Arn: x}}}", None, ""),
    ],
)
def test_what_the_rules_of_a_web_acl_are_worth(rules: str, severity: Severity | None, words: str) -> None:
    found = said(WeakWaf(), "Resources:" + (WALL % rules) + LOG)
    assert [finding.severity for finding in found] == ([severity] if severity else [])
    assert all(words in finding.message for finding in found)


def test_an_empty_list_for_everybody_else_blocks() -> None:
    assert not said(WeakWaf(), "Resources:" + (WALL % "").replace("Allow", "Block") + LOG)


def test_the_log_of_a_web_acl_outlives_its_stack_and_is_in_the_way_of_no_other() -> None:
    (finding,) = said(WeakWaf(), "Resources:" + (WALL % RATE))
    group, logging = (edit for edit in finding.edits if isinstance(edit, AddResource))
    text, parts = group.properties["LogGroupName"]["Fn::Sub"]
    assert text.startswith("aws-waf-logs-${AWS::StackName}-Wall-") and "AWS::StackId" in str(parts)
    assert group.attributes["DeletionPolicy"] == "Retain"
    assert logging.type == "AWS::WAFv2::LoggingConfiguration"


POOL = ", Auth: {DefaultAuthorizer: Own, Authorizers: {Own: {UserPoolArn: !GetAtt Users.Arn}}}"
USERS = "  Users: {Type: AWS::Cognito::UserPool, Properties: {%s}}\n"


@pytest.mark.parametrize("rule", [NoThrottle(), NoWaf()])
@pytest.mark.parametrize(
    ("settings", "severity", "reason"),
    [
        ("", Severity.MEDIUM, ""),
        ("AdminCreateUserConfig: {AllowAdminCreateUserOnly: true}", Severity.LOW, "callers are known"),
        (
            "LambdaConfig: {PreSignUp: 'arn:aws:lambda:eu-west-1:111122223333:function:f'}",
            Severity.LOW,
            "callers are known",
        ),
    ],
)
def test_callers_are_not_known_where_anybody_may_register(
    rule: Rule, settings: str, severity: Severity, reason: str
) -> None:
    (finding,) = said(rule, APP % ("dev", POOL) + USERS % settings)
    assert (finding.severity, finding.severity_reason) == (severity, reason)
