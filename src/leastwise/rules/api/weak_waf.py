"""A web ACL that stops nothing, or not what matters."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Edit
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.resource import Resource
from leastwise.model.value import Symbol
from leastwise.rules.api._walls import allows, counts_only, limit, log, may_limit, rules
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing

_ACL = """
    Resources:
      Wall:
        Type: AWS::WAFv2::WebACL
        Properties:
          Scope: REGIONAL
          DefaultAction: {default}
          VisibilityConfig: {{CloudWatchMetricsEnabled: true, SampledRequestsEnabled: true, MetricName: wall}}
          Rules: {rules}
"""
_MANAGED = """
            - Name: common
              Priority: 0
              OverrideAction: {action}
              Statement: {{ManagedRuleGroupStatement: {{VendorName: AWS, Name: AWSManagedRulesCommonRuleSet}}}}
              VisibilityConfig: {{CloudWatchMetricsEnabled: true, SampledRequestsEnabled: true, MetricName: common}}
"""
_RATE = """
            - Name: rate
              Priority: 1
              Action: {Block: {}}
              Statement: {RateBasedStatement: {Limit: 1000, AggregateKeyType: IP}}
              VisibilityConfig: {CloudWatchMetricsEnabled: true, SampledRequestsEnabled: true, MetricName: rate}
"""
_LOG = """
      Log:
        Type: AWS::WAFv2::LoggingConfiguration
        Properties:
          ResourceArn: !GetAtt Wall.Arn
          LogDestinationConfigs: [arn:aws:logs:eu-west-1:123456789012:log-group:aws-waf-logs-wall]
"""

_LOGGING = (
    "The log holds whole headers, with credentials and cookies in them, and costs; whoever deploys needs "
    "wafv2:PutLoggingConfiguration, logs:CreateLogDelivery and logs:PutResourcePolicy."
)


class WeakWaf(Rule):
    id = "weak-waf"
    title = "Web ACL that hardly protects"
    why = """
A web ACL whose rules only count, or that has none, lets everything through and looks like protection. Without a rule
that limits how much one address may send, floods and guessing of passwords pass; without a log nobody can see what was
refused, or tell why.
"""
    remediation = """
Let rules block: AWS's managed groups and a limit for each address. Log what they decide.

- Template: `OverrideAction: {None: {}}` for groups, `Action: {Block: {}}` for rules, one rule with
  `RateBasedStatement: {Limit: 1000, AggregateKeyType: IP}`, and `AWS::WAFv2::LoggingConfiguration`.
- Console: WAF & Shield > *Web ACLs* > the web ACL > *Rules* > *Add rules*; *Logging and metrics* > *Enable*.
- CLI: `aws wafv2 update-web-acl --name NAME --scope REGIONAL --id ID --lock-token TOKEN
  --default-action Allow={} --visibility-config file://visibility.json --rules file://rules.json`, and
  `aws wafv2 put-logging-configuration --logging-configuration ResourceArn=ACL,LogDestinationConfigs=ARN`.
"""
    severity = Severity.MEDIUM
    references = {
        "fsbp": ("WAF.10",),
        "nist-800-53": ("AU-12", "SC-5", "SC-7"),
        "pci-dss": ("10.4.2",),
        "aws": (
            "https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-testing.html",
            "https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html",
            "https://docs.aws.amazon.com/waf/latest/developerguide/logging.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = (
        "An address that sends more than 1,000 requests in five minutes is blocked, also one that many people share."
    )

    bad = (
        Example.cloudformation(
            _ACL.format(default="{Allow: {}}", rules="[]") + _LOG, at="Resources.Wall.Properties.Rules"
        ),
        Example.cloudformation(
            _ACL.format(default="{Allow: {}}", rules=_MANAGED.format(action="{Count: {}}")),
            at="Resources.Wall.Properties.Rules",
        ),
        Example.cloudformation(
            _ACL.format(default="{Allow: {}}", rules=_MANAGED.format(action="{None: {}}")) + _LOG,
            at="Resources.Wall.Properties.Rules",
        ),
        Example.cloudformation(_ACL.format(default="{Allow: {}}", rules=_RATE), at="Resources.Wall"),
    )
    good = (
        Example.cloudformation(_ACL.format(default="{Allow: {}}", rules=_RATE) + _LOG),
        Example.cloudformation(_ACL.format(default="{Block: {}}", rules="[]") + _LOG),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        logged = {app.referenced(c.get("ResourceArn")) for c in app.resources("AWS::WAFv2::LoggingConfiguration")}
        for acl in app.resources("AWS::WAFv2::WebACL"):
            useless = _useless(acl)
            if useless:
                yield self.finding(acl["Rules"], f"{acl.name} lets everything through: {useless}.")
                continue
            lacks, edits, cautions = [], list[Edit](), []
            if acl["DefaultAction.Allow"].present and not may_limit(app, acl):
                lacks.append("no rule that limits how much one address sends")
                edits += limit(acl)
                cautions.append(self.caution)
            if acl not in logged and None not in logged:
                lacks.append("no log")
                edits += log(acl)
                cautions.append(_LOGGING)
            if lacks:
                place = acl["Rules"] if len(lacks) > 1 or lacks[0] != "no log" else acl[()]
                yield self.finding(
                    place,
                    f"{acl.name} has {listing(lacks)}.",
                    severity=Severity.LOW,
                    severity_reason="the rest of its rules protects",
                    persona=Persona.PEDANTIC,
                    edits=edits,
                    caution=" ".join(cautions),
                )


def _useless(acl: Resource) -> str:
    """Why a web ACL that lets in by default keeps nothing out; empty where it does, or may."""
    found = rules(acl)
    if found is None or not acl["DefaultAction.Allow"].present or any(isinstance(r.value, Symbol) for r in found):
        return ""
    if not found:
        return "it has no rules"
    if all(counts_only(rule) or allows(rule) for rule in found):
        return "its rules only count" if all(map(counts_only, found)) else "no rule of it blocks anything"
    return ""
