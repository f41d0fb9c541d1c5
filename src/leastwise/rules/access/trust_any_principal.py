"""Anybody with an AWS account can take this role."""

from collections.abc import Iterator

from leastwise.iam.notable import power
from leastwise.iam.sources import open_to_everyone
from leastwise.model.application import Application
from leastwise.model.finding import Finding, Severity
from leastwise.model.graph import Role, Statement
from leastwise.model.resource import Property
from leastwise.read.graph.policies import condition_keys
from leastwise.rules.access._trust import assuming, tests, unread_condition
from leastwise.rules.rule import Example, Rule

# Identity providers that are the same for everybody → the claims that say for whose application a token was made.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
_PUBLIC = {
    "cognito-identity.amazonaws.com": ("every identity pool of every AWS account", ("aud", "sub")),
    "accounts.google.com": ("every application that signs people in with Google", ("aud", "oaud", "sub")),
    "graph.facebook.com": ("every application that signs people in with Facebook", ("app_id", "id")),
    "www.amazon.com": ("every application that signs people in with Amazon", ("app_id", "user_id")),
}


class TrustAnyPrincipal(Rule):
    id = "trust-any-principal"
    title = "Role that anybody may assume"
    why = """
A trust policy for everyone without a condition on who calls gives the role to every AWS account: whoever learns its
ARN, which is no secret, has its permissions. The same holds for the identity pools of Cognito and for sign-in with
Google, Facebook or Amazon where the trust policy does not ask for whose application the token was made.
"""
    remediation = """
Name who may take the role.

- Template: in `AssumeRolePolicyDocument`, `Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}`, the account
  that needs it, or `Condition: {StringEquals: {"aws:PrincipalOrgID": o-…}}`; for a web identity a condition on `aud`.
- Console: IAM > Roles > the role > *Trust relationships* > *Edit trust policy*.
- CLI: `aws iam update-assume-role-policy --role-name NAME --policy-document file://trust.json`.
"""
    severity = Severity.CRITICAL
    cwe = ("CWE-284", "CWE-732")
    references = {
        "owasp-serverless": ("A5:2017", "A6:2017"),
        "csa-serverless": ("SAS-03", "SAS-04"),
        "nist-800-53": ("AC-3", "AC-6"),
        "well-architected": ("SEC03-BP07",),
        "aws": (
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
            "https://docs.aws.amazon.com/cognito/latest/developerguide/iam-roles.html#role-trust-and-permissions",
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html",
        ),
    }

    bad = (
        Example.cloudformation(
            """
            Resources:
              Support:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement:
                      - {Effect: Allow, Principal: {AWS: "*"}, Action: sts:AssumeRole}
                  ManagedPolicyArns: [arn:aws:iam::aws:policy/ReadOnlyAccess]
            """,
            at="Resources.Support.Properties.AssumeRolePolicyDocument.Statement.0.Principal",
        ),
        Example.cloudformation(
            """
            Resources:
              Build:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement:
                      - Effect: Allow
                        Principal: {AWS: "*"}
                        Action: sts:AssumeRole
                        Condition: {ArnLike: {"aws:PrincipalArn": "arn:aws:iam::*:role/build"}}
              Report:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement:
                      - Effect: Allow
                        Principal: {AWS: "*"}
                        Action: sts:AssumeRole
                        Condition: {"ForAllValues:StringEquals": {"aws:PrincipalOrgID": [o-a1b2c3d4e5]}}
                      - Effect: Deny
                        Principal: "*"
                        Action: sts:TagSession
                        Condition: {StringNotEquals: {"aws:PrincipalAccount": "123456789012"}}
            """,
            at=(
                "Resources.Build.Properties.AssumeRolePolicyDocument.Statement.0.Principal",
                "Resources.Report.Properties.AssumeRolePolicyDocument.Statement.0.Principal",
            ),
        ),
        Example.cloudformation(
            """
            Resources:
              Guest:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement:
                      Effect: Allow
                      Principal: {Federated: cognito-identity.amazonaws.com}
                      Action: sts:AssumeRoleWithWebIdentity
                      Condition:
                        ForAnyValue:StringLike: {"cognito-identity.amazonaws.com:amr": unauthenticated}
            """,
            at="Resources.Guest.Properties.AssumeRolePolicyDocument.Statement.Principal",
        ),
    )
    good = Example.cloudformation(
        """
        Resources:
          Pool: {Type: AWS::Cognito::IdentityPool, Properties: {AllowUnauthenticatedIdentities: false}}
          Organisation:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Statement:
                  - Effect: Allow
                    Principal: {AWS: "*"}
                    Action: sts:AssumeRole
                    Condition: {StringEquals: {"aws:PrincipalOrgID": o-a1b2c3d4e5}}
          Guarded:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Statement:
                  - {Effect: Allow, Principal: "*", Action: sts:AssumeRole}
                  - Effect: Deny
                    Principal: "*"
                    Action: sts:AssumeRole
                    Condition: {StringNotEquals: {"aws:PrincipalAccount": "123456789012"}}
          SignedIn:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Statement:
                  - Effect: Allow
                    Principal: {Federated: cognito-identity.amazonaws.com}
                    Action: sts:AssumeRoleWithWebIdentity
                    Condition: {StringEquals: {"cognito-identity.amazonaws.com:aud": !Ref Pool}}
          Worker:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for role in app.roles:
            for statement in assuming(role):
                place = statement.property["Principal"]
                if open_to_everyone(statement):
                    yield self._found(app, role, place, "Every AWS account", _asks_for_id(statement))
                for issuer in _unbound(statement):
                    yield self._found(app, role, place, f"A user of {_PUBLIC[issuer][0]}", "")

    def _found(self, app: Application, role: Role, place: Property, who: str, reason: str) -> Finding:
        able = power(app, role)
        name = role.resource.name if role.resource is not None else "the role"
        return self.finding(
            place,
            f"{who} may assume {name}{f', which {able}' if able else ''}.",
            functions=app.users_of(role),
            severity=Severity.HIGH if reason else None,
            severity_reason=reason,
        )


def _asks_for_id(statement: Statement) -> str:
    asked = any(key == "sts:externalid" for _, key, _ in condition_keys(statement))
    return "an external ID is asked for, though AWS does not treat it as a secret" if asked else ""


def _unbound(statement: Statement) -> Iterator[str]:
    """Public identity providers whose tokens are taken without a look at whose application they were made for."""
    if unread_condition(statement):
        return
    for principal in statement.principals:
        issuer = principal.value.lower() if isinstance(principal.value, str) else ""
        if principal.kind == "Federated" and issuer in _PUBLIC:
            claims = _PUBLIC[issuer][1]
            if all(value == "*" for claim in claims for _, value in tests(statement, f"{issuer}:{claim}")):
                yield issuer
