"""Every AWS account may use the key."""

from collections.abc import Iterator

from leastwise.iam.sources import names_everyone, open_to_everyone
from leastwise.model.application import Application
from leastwise.model.finding import Finding, Severity
from leastwise.model.graph import Statement, StoreKind
from leastwise.read.graph.policies import condition_keys
from leastwise.rules.data._keys import encrypted_with
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import actions_of, listing


class KmsOpenPolicy(Rule):
    id = "kms-open-policy"
    title = "Key open to every AWS account"
    why = """
The policy of a key is the last lock before the data. Open to everybody it is no lock: whoever gets at the encrypted
data, a snapshot or a message, decrypts it from an account of his own; with `kms:*` he may also lock you out.
`kms:ViaService` alone does not help, since every account calls the same services.
"""
    remediation = """
Name who may use the key, or the account that must be calling.

- Template: `Principal: {AWS: !GetAtt Role.Arn}` or the account's root; where a service calls for whoever uses it,
  `Condition: {StringEquals: {"kms:CallerAccount": !Ref AWS::AccountId, "kms:ViaService": …}}`.
- Console: KMS > the key > *Key policy* > *Edit*.
- CLI: `aws kms put-key-policy --key-id KEY --policy-name default --policy file://policy.json`.
"""
    severity = Severity.HIGH
    cwe = ("CWE-732", "CWE-284")
    references = {
        "owasp-serverless": ("A5:2017", "A6:2017"),
        "csa-serverless": ("SAS-03",),
        "fsbp": ("KMS.5",),
        "nist-800-53": ("AC-3", "AC-6"),
        "well-architected": ("SEC03-BP07", "SEC08-BP01"),
        "aws": (
            "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html",
            "https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html",
        ),
    }

    bad = Example.cloudformation(
        """
        Resources:
          Key:
            Type: AWS::KMS::Key
            Properties:
              EnableKeyRotation: true
              KeyPolicy:
                Statement:
                  - {Effect: Allow, Principal: "*", Action: "kms:*", Resource: "*"}
                  - Effect: Allow
                    Principal: {AWS: "*"}
                    Action: [kms:Decrypt, kms:GenerateDataKey*]
                    Resource: "*"
                    Condition: {StringEquals: {"kms:ViaService": sqs.eu-west-1.amazonaws.com}}
        """,
        at=(
            "Resources.Key.Properties.KeyPolicy.Statement.0.Principal",
            "Resources.Key.Properties.KeyPolicy.Statement.1.Principal",
        ),
    )
    good = Example.cloudformation(
        """
        Resources:
          Key:
            Type: AWS::KMS::Key
            Properties:
              EnableKeyRotation: true
              KeyPolicy:
                Statement:
                  - Effect: Allow
                    Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}
                    Action: kms:*
                    Resource: "*"
                  - Effect: Allow
                    Principal: "*"
                    Action: kms:Decrypt
                    Resource: "*"
                    Condition:
                      StringEquals:
                        "kms:CallerAccount": !Ref AWS::AccountId
                        "kms:ViaService": sqs.eu-west-1.amazonaws.com
                  - {Effect: Allow, Principal: {Service: sns.amazonaws.com}, Action: "kms:Decrypt", Resource: "*"}
                  - {Effect: Deny, Principal: "*", Action: "kms:ScheduleKeyDeletion", Resource: "*"}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for store in app.stores_of(StoreKind.KEY):
            key = store.resource
            for statement in store.policy:
                if statement.by == "author" and statement.allows and _for_everybody(statement):
                    stores = encrypted_with(app, key)
                    what = f", which encrypts {listing(stores)}" if stores else ""
                    yield self.finding(
                        statement.property["Principal"],
                        f"Every AWS account is allowed {actions_of(statement) or 'to use it'} with {key.name}{what}.",
                        scope=statement.property,
                    )


def _for_everybody(statement: Statement) -> bool:
    asked = {key for _, key, _ in condition_keys(statement)}
    idle = asked != set() and asked <= _OF_NO_HELP
    return open_to_everyone(statement) or (idle and names_everyone(statement))


# They say how a request comes, not from whom.
# https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
_OF_NO_HELP = frozenset({"kms:viaservice", "kms:grantisforawsresource", "aws:securetransport"})
