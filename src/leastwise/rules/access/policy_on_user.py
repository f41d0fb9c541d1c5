"""A user has permissions of his own, past groups and roles."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.resource import Property
from leastwise.model.value import Map, Seq, Symbol, display
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing

_OWNERS = {"AWS::IAM::ManagedPolicy": "Users", "AWS::IAM::Policy": "Users", "AWS::IAM::UserPolicy": "UserName"}
"""Type of a policy → the property that names the users it belongs to."""


class PolicyOnUser(Rule):
    id = "policy-on-user"
    title = "Policy that belongs to a user"
    why = """
Permissions that are given to single users are easily forgotten when a person changes team or leaves, and nobody sees at
one place who may do what. Groups and roles say it once; roles need no long-lived access key either.
"""
    remediation = """
Attach the policy to a group or a role.

- Template: `AWS::IAM::Group` with the policy, and `Groups: [!Ref Group]` on the user; for programs an `AWS::IAM::Role`.
- Console: IAM > Users > the user > *Permissions* > *Remove*; IAM > User groups > the group > *Add permissions*.
- CLI: `aws iam detach-user-policy --user-name USER --policy-arn ARN`, or
  `aws iam delete-user-policy --user-name USER --policy-name POLICY`, and
  `aws iam add-user-to-group --user-name USER --group-name GROUP`.
"""
    severity = Severity.LOW
    persona = Persona.AUDITOR
    cwe = ("CWE-266",)
    references = {
        "fsbp": ("IAM.2",),
        "cis-aws": ("1.14",),
        "nist-800-53": ("AC-2", "AC-2(1)", "AC-3", "AC-3(7)", "AC-3(15)", "AC-6", "AC-6(3)"),
        "well-architected": ("SEC02-BP06",),
        "aws": ("https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-2",),
    }

    bad = (
        Example.cloudformation(
            """
            Resources:
              Printer:
                Type: AWS::IAM::User
                Properties:
                  ManagedPolicyArns: [arn:aws:iam::aws:policy/ReadOnlyAccess]
              Scanner: {Type: AWS::IAM::User}
              Policy:
                Type: AWS::IAM::Policy
                Properties:
                  PolicyName: files
                  Users: [!Ref Scanner]
                  PolicyDocument: {Statement: [{Effect: Allow, Action: s3:PutObject, Resource: "arn:aws:s3:::scans/*"}]}
            """,
            at=("Resources.Printer.Properties.ManagedPolicyArns", "Resources.Policy.Properties.Users"),
        ),
    )
    good = Example.cloudformation(
        """
        Resources:
          Printer: {Type: AWS::IAM::User, Properties: {Groups: [!Ref Printers], Policies: []}}
          Printers:
            Type: AWS::IAM::Group
            Properties:
              ManagedPolicyArns: [arn:aws:iam::aws:policy/ReadOnlyAccess]
          Policy:
            Type: AWS::IAM::Policy
            Properties:
              PolicyName: files
              Groups: [!Ref Printers]
              PolicyDocument: {Statement: [{Effect: Allow, Action: s3:PutObject, Resource: "arn:aws:s3:::scans/*"}]}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for user in app.resources("AWS::IAM::User"):
            for name in ("Policies", "ManagedPolicyArns"):
                place = user[name]
                if isinstance(place.value, Seq) and place.value:
                    yield self.finding(place, f"{user.name} has {listing(map(_called, place.items()))} of its own.")
                    break
        for type_, name in _OWNERS.items():
            for policy in app.resources(type_):
                owners = [owner for owner in policy[name].each() if isinstance(owner.value, (str, Symbol))]
                if owners:
                    users = listing(f"`{display(owner.value)}`" for owner in owners)
                    yield self.finding(policy[name], f"{policy.name} belongs to {users} directly.")


def _called(policy: Property) -> str:
    value = policy.value
    name = value.get("PolicyName", "") if isinstance(value, Map) else value
    return f"`{display(name).rpartition('/')[2]}`"
