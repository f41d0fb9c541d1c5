"""A policy names an action that does not exist, or allows one on what it does not work on."""

from collections.abc import Iterator, Sequence

from leastwise.iam.allowance import written
from leastwise.iam.excess import policy_template
from leastwise.iam.validity import as_of
from leastwise.model.application import Application
from leastwise.model.edit import Edit, Set
from leastwise.model.finding import Confidence, Finding, FixSafety, Persona, Severity
from leastwise.model.graph import Statement
from leastwise.model.resource import Property
from leastwise.model.value import Reference, concat
from leastwise.rules.access._apart import apart, without
from leastwise.rules.access._faults import Fault, faults
from leastwise.rules.access._holders import holder
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing

_TRUST = """
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
"""


class InvalidAction(Rule):
    id = "invalid-action"
    title = "Action that has no effect"
    why = """
IAM takes every action that a policy names, also one that does not exist, and does not ask whether an action works on
the resources beside it. Such a line allows nothing: the call fails in production, and is then often mended with a
wildcard. In a statement that denies it is worse, because what was to be forbidden is allowed.
Actions are looked up in AWS's Service Authorization Reference; one that is newer than the date in the message may exist
after all. Services that are not known at all are left alone.
"""
    remediation = """
Correct the name, or name a resource of the type that the action works on.

- Template: the action as the Service Authorization Reference spells it; `!GetAtt Bucket.Arn` for a bucket,
  `!Sub "${Bucket.Arn}/*"` for its objects; `Resource: "*"` in a statement of its own for what takes no resource.
- Console: IAM > Policies > the policy > *Edit*: the policy editor lists errors and warnings below the document.
- CLI: `aws accessanalyzer validate-policy --policy-type IDENTITY_POLICY --policy-document file://policy.json`.
"""
    severity = Severity.MEDIUM
    confidence = Confidence.MEDIUM
    cwe = ("CWE-1284", "CWE-863")
    references = {
        "owasp-serverless": ("A6:2017",),
        "csa-serverless": ("SAS-04",),
        "nist-800-53": ("AC-3", "AC-6"),
        "well-architected": ("SEC03-BP02",),
        "aws": (
            "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-policy-validation.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = "A statement that had no effect begins to have one: it allows, or denies, what it was meant to."

    bad = (
        Example.sam(
            """
            Resources:
              Files:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  CodeUri: s3://code/files.zip
                  Policies:
                    - Statement:
                        - {Effect: Allow, Action: [s3:HeadObject, s3:GetObject], Resource: !Sub "${Bucket.Arn}/*"}
                        - {Effect: Allow, Action: s3:PutObject, Resource: !GetAtt Bucket.Arn}
                        - {Effect: Allow, Action: bedrock-runtime:InvokeModel, Resource: "*"}
              Bucket: {Type: AWS::S3::Bucket}
            """,
            at=(
                "Resources.Files.Properties.Policies.0.Statement.0.Action.0",
                "Resources.Files.Properties.Policies.0.Statement.1.Action",
                "Resources.Files.Properties.Policies.0.Statement.2.Action",
            ),
        ),
        Example.cloudformation(
            f"""
Resources:
  Stream: {{Type: AWS::Kinesis::Stream}}
  Role:
    Type: AWS::IAM::Role
    Properties:{_TRUST}
      Policies:
        - PolicyName: all
          PolicyDocument:
            Statement:
              - {{Effect: Allow, Action: [kinesis:PutRecord, firehose:PutRecord], Resource: !GetAtt Stream.Arn}}
              - {{Effect: Allow, Action: [kinesis:GetRecords, kinesis:ListStreams], Resource: !GetAtt Stream.Arn}}
              - {{Effect: Deny, Action: "kinesis:Destroy*", Resource: "*"}}
            """,
            at=(
                "Resources.Role.Properties.Policies.0.PolicyDocument.Statement.0.Action.1",
                "Resources.Role.Properties.Policies.0.PolicyDocument.Statement.1.Action.1",
                "Resources.Role.Properties.Policies.0.PolicyDocument.Statement.2.Action",
            ),
        ),
    )
    good = Example.cloudformation(
        f"""
Parameters:
  Table: {{Type: String}}
Resources:
  Bucket: {{Type: AWS::S3::Bucket}}
  Logs: {{Type: AWS::Logs::LogGroup, Properties: {{RetentionInDays: 30}}}}
  Role:
    Type: AWS::IAM::Role
    Properties:{_TRUST}
      Policies:
        - PolicyName: all
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: [s3:GetObject, s3:ListBucket]
                Resource: [!GetAtt Bucket.Arn, !Sub "${{Bucket.Arn}}/*"]
              - {{Effect: Allow, Action: s3:ListAllMyBuckets, Resource: "arn:aws:s3:::*"}}
              - {{Effect: Allow, Action: logs:putlogevents, Resource: !GetAtt Logs.Arn}}
              - {{Effect: Allow, Action: [dynamodb:Query, dynamodb:PartiQL*], Resource: !Ref Table}}
              - {{Effect: Allow, Action: dynamodb:Query, Resource: !Sub "arn:aws:dynamodb:*:*:table/${{Table}}"}}
              - {{Effect: Allow, Action: lambda:InvokeFunction, Resource: "arn:aws:lambda:*:*:function:orders:live"}}
              - {{Effect: Allow, Action: brandnewservice:DoSomething, Resource: "*"}}
              - {{Effect: Deny, Action: sns:Publish, Resource: "arn:aws:sns:*:*"}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for role, statement in written(app):
            known = () if policy_template(statement) else faults(app, role, statement)
            found = [fault for fault in known if fault.place.by == "author"]
            if found:
                denies = statement.effect == "Deny"
                harmless = "" if denies or not all(fault.harmless for fault in found) else found[0].harmless
                what = "denied" if denies else "allowed"
                edits = _edits(app, statement, found)
                grown = f" {_grown(found)}" if edits and not denies else ""
                yield self.finding(
                    found[0].place,
                    f"Of what {holder(app, role)} is {what}, {_told(found)} (as of {as_of()}).{grown}".rstrip(),
                    functions=app.users_of(role),
                    severity=Severity.HIGH if denies else Severity.LOW if harmless else None,
                    severity_reason="what was to be denied is not" if denies else harmless,
                    persona=Persona.PEDANTIC if harmless else None,
                    edits=edits,
                )


def _told(found: Sequence[Fault]) -> str:
    groups: dict[tuple[str, str], list[Fault]] = {}
    for fault in found:
        groups.setdefault(fault.why, []).append(fault)
    told = []
    for why, cases in groups.items():
        meant = listing(dict.fromkeys(f"`{fault.meant}`" for fault in cases if fault.meant), 2)
        names = listing((f"`{fault.place.value}`" for fault in cases), 3)
        told.append(f"{names} {why[len(cases) > 1]}" + (f" (meant: {meant})" if meant else ""))
    return "; ".join(told)


def _grown(found: Sequence[Fault]) -> str:
    """What a fix allows that nothing has allowed so far, for people."""
    new = dict.fromkeys(f"`{f.meant or f.place.value}`" for f in found if f.remedy in ("rename", "objects"))
    return f"The fix allows {listing(new, 3)}: nothing has allowed that so far." if new else ""


def _edits(app: Application, statement: Statement, found: Sequence[Fault]) -> list[Edit]:
    """What mends all of it; none where that is not known for one of them."""
    by_remedy: dict[str, list[Property]] = {}
    for fault in found:
        by_remedy.setdefault(fault.remedy, []).append(fault.place)
    if "" in by_remedy or (statement.effect == "Deny" and by_remedy.keys() != {"rename"}):
        return []
    edits: list[Edit] = [Set(fault.place, fault.meant) for fault in found if fault.remedy == "rename"]
    gone, lone = by_remedy.get("drop", []), by_remedy.get("all", [])
    if len(gone) + len(lone) == len(statement.actions):
        if gone and lone:
            return []
        return without(statement, gone) if gone else [Set(statement.property["Resource"], "*")]
    edits += without(statement, gone) if gone else []
    own = apart(statement, lone, Resource="*") if lone else []
    objects = _objects(app, statement, by_remedy["objects"]) if "objects" in by_remedy else []
    return [*edits, *own, *objects] if bool(own) == bool(lone) and bool(objects) == ("objects" in by_remedy) else []


def _objects(app: Application, statement: Statement, places: Sequence[Property]) -> list[Edit]:
    """The objects of the one bucket that is named, instead of it or beside it."""
    place, arn = statement.property["Resource"], statement.resources[0]
    if len(statement.resources) > 1 or not isinstance(arn, Reference) or not app.referenced(arn, "AWS::S3::Bucket"):
        return []
    inside = concat((arn, "/*"))
    return [Set(place, inside if len(places) == len(statement.actions) else [arn, inside])]
