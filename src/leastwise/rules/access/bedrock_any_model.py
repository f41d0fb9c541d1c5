"""The code may use every model, also the most expensive ones."""

from collections.abc import Iterator

from leastwise.iam.actions import expand
from leastwise.iam.allowance import allowance, written
from leastwise.iam.excess import policy_template, whole_service
from leastwise.iam.pattern import matches
from leastwise.iam.reach import covers_everything, text_of
from leastwise.model.application import Application
from leastwise.model.edit import Edit, Set
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.graph import Role, Statement
from leastwise.model.resource import Property
from leastwise.rules.access._apart import apart
from leastwise.rules.access._code import told, understood
from leastwise.rules.access._exact import resources_needed
from leastwise.rules.access._holders import holder
from leastwise.rules.access._models import models
from leastwise.rules.policies import one_or_list
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing

_ACTIONS = ("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream")


class BedrockAnyModel(Rule):
    id = "bedrock-any-model"
    title = "Every foundation model may be invoked"
    why = """
A model is part of what was reviewed: how it handles data, what it may say, what a token costs. Code that may use every
one can be made to use another, by a fault or by whoever takes it over, at a hundred times the price, and models of the
account's own training are among them.
"""
    remediation = """
Name the models, and the inference profiles, that the code uses.

- Template: `Resource: !Sub arn:${AWS::Partition}:bedrock:${AWS::Region}::foundation-model/MODEL_ID`; with an inference
  profile, its ARN and the model in each of its regions (`arn:aws:bedrock:*::foundation-model/MODEL_ID`).
- Console: IAM > Roles > the role > *Permissions* > the policy > *Edit*; Bedrock > *Model catalog* shows the ids.
- CLI: `aws bedrock list-foundation-models --query "modelSummaries[].modelArn"`, then
  `aws iam put-role-policy --role-name ROLE --policy-name POLICY --policy-document file://policy.json`.
"""
    severity = Severity.LOW
    persona = Persona.PEDANTIC
    cwe = ("CWE-732",)
    references = {
        "owasp-serverless": ("A5:2017",),
        "csa-serverless": ("SAS-04",),
        "nist-800-53": ("AC-6",),
        "well-architected": ("SEC03-BP02",),
        "aws": (
            "https://docs.aws.amazon.com/bedrock/latest/userguide/security_iam_id-based-policy-examples.html",
            "https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = "Code that invokes a model which the settings of its function do not name is refused."

    bad = Example.sam(
        """
        Parameters:
          Model: {Type: String, Default: amazon.nova-lite-v1:0}
        Resources:
          Chat:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.13
              Handler: app.handler
              InlineCode: "def handler(event, context): pass"
              Policies:
                - Statement:
                    - {Effect: Allow, Action: "bedrock:InvokeModel*", Resource: "*"}
                    - Effect: Allow
                      Action: [bedrock:InvokeModel]
                      Resource: !Sub arn:aws:bedrock:${AWS::Region}::foundation-model/*
          Ask:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.13
              Handler: app.handler
              InlineCode: |
                import boto3, os
                def handler(event, context):
                    boto3.client("bedrock").list_foundation_models()
                    boto3.client("bedrock-runtime").invoke_model(modelId=os.environ["MODEL_ID"], body=event["body"])
              Environment: {Variables: {MODEL_ID: !Ref Model, EMBEDDING_MODEL: eu.amazon.titan-embed-text-v2:0}}
              Policies:
                - Statement:
                    - {Effect: Allow, Action: [bedrock:InvokeModel, bedrock:ListFoundationModels], Resource: "*"}
        """,
        at=(
            "Resources.Chat.Properties.Policies.0.Statement.0.Resource",
            "Resources.Chat.Properties.Policies.0.Statement.1.Resource",
            "Resources.Ask.Properties.Policies.0.Statement.0.Resource",
        ),
    )
    good = Example.sam(
        """
        Parameters:
          Model: {Type: String}
        Resources:
          Chat:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.13
              Handler: app.handler
              InlineCode: "def handler(event, context): pass"
              Policies:
                - Statement:
                    - Effect: Allow
                      Action: bedrock:InvokeModel
                      Resource:
                        - !Sub arn:aws:bedrock:*:${AWS::AccountId}:inference-profile/eu.amazon.nova-lite-v1:0
                        - arn:aws:bedrock:*::foundation-model/amazon.nova-lite-v1:0
                        - !Sub arn:aws:bedrock:${AWS::Region}::foundation-model/${Model}
                    - {Effect: Allow, Action: bedrock:ListFoundationModels, Resource: "*"}
                    - Effect: Allow
                      Action: bedrock:InvokeModel
                      Resource: "*"
                      Condition:
                        StringEquals: {bedrock:InferenceProfileArn: "arn:aws:bedrock:*:*:inference-profile/nova"}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for role, statement in written(app):
            found = [action for action in _ACTIONS if statement.allows and _allows(statement, action)]
            if not found or statement.conditional or policy_template(statement):
                continue
            wide = next((r for r in statement.resource_properties() if _every_model(r.value)), None)
            if wide is not None and any(map(allowance(app, role).everywhere, found)):
                names = listing(f"`{action}`" for action in found)
                yield self.finding(
                    wide,
                    f"{holder(app, role)} may invoke every model ({names})." + told(app, role, _invoking(statement)),
                    functions=app.users_of(role),
                    edits=_edits(app, role, statement),
                )


def _allows(statement: Statement, action: str) -> bool:
    """Whether an action is named, also with wildcards. A whole service is wildcard-action's business."""
    return any(
        pattern.lower().startswith("bedrock:")
        and not whole_service(pattern)
        and matches(pattern.lower(), action.lower())
        for pattern in statement.actions
        if isinstance(pattern, str)
    )


def _every_model(resource: object) -> bool:
    """Whether a resource is everything, or every foundation model, whoever made it."""
    text = text_of(resource) or ""
    return covers_everything(resource) and ("bedrock" in text or set(text) == {"*"})


def _edits(app: Application, role: Role, statement: Statement) -> list[Edit]:
    """The models that the code invokes, or where it is not understood those that the settings of the functions name.

    None where not all of them are known.
    """
    invoking = _invoking(statement)
    found = understood(app, role)
    arns = resources_needed(app, role, found, statement, invoking) if found else models(app, app.users_of(role))
    if not arns or not all(map(_every_model, statement.resources)):
        return []
    if len(invoking) < len(statement.actions):
        return apart(statement, invoking, Resource=arns)
    return [Set(statement.property["Resource"], one_or_list(arns))]


def _invoking(statement: Statement) -> list[Property]:
    return [place for place in statement.action_properties() if _invokes(place.value)]


def _invokes(pattern: object) -> bool:
    """Whether a pattern stands for nothing but the invocation of models."""
    meant = expand(pattern) if isinstance(pattern, str) else None
    return bool(meant) and all(action.name.startswith("InvokeModel") for action in meant or ())
