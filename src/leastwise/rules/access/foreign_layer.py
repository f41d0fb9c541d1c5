"""Code that a stranger can replace runs in this function."""

from collections.abc import Iterator

from leastwise.iam.reach import text_of
from leastwise.model.application import Application
from leastwise.model.finding import Confidence, Finding, Severity
from leastwise.model.graph import Function
from leastwise.model.resource import Property
from leastwise.rules.access._accounts import account_of, is_strange, own_accounts
from leastwise.rules.rule import Example, Option, Rule
from leastwise.rules.words import listing

_FUNCTION = """
              Resize:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
"""


class ForeignLayer(Rule):
    id = "foreign-layer"
    title = "Code from an unknown AWS account"
    why = """
A layer runs inside the function, with its role and its secrets; an extension even before it. Many that are found on the
internet belong to private accounts: nobody says who owns them, what is in them or who may publish the next version, and
the owner can delete them, so that the next deployment fails. The same holds for the image of a function and for
applications of the Serverless Application Repository, which bring roles of their own.
"""
    remediation = """
Build it yourself, or take it from its publisher; if the account is yours or you know it, name it in the `accounts`
option of this rule.

- Template: `AWS::Serverless::LayerVersion` with the package built from its source, or the publisher's own layer.
- Console: Lambda > Layers > *Create layer*, then Lambda > the function > *Layers* > *Edit*.
- CLI: `aws lambda get-layer-version-by-arn --arn ARN` to look into it, then `aws lambda publish-layer-version
  --layer-name NAME --zip-file fileb://layer.zip` for one of your own.
"""
    severity = Severity.MEDIUM
    confidence = Confidence.MEDIUM
    cwe = ("CWE-829",)
    references = {
        "owasp-serverless": ("A9:2017",),
        "csa-serverless": ("SAS-06",),
        "nist-800-53": ("SR-3", "SR-4"),
        "well-architected": ("SEC11-BP05",),
        "aws": (
            "https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html",
            "https://docs.aws.amazon.com/lambda/latest/dg/lambda-extensions.html",
            "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-application.html",
        ),
    }
    options = {"accounts": Option((), "AWS accounts whose layers, images and applications are trusted, as texts")}

    bad = (
        Example.sam(
            f"""
            Resources:{_FUNCTION}
                  Layers: [!Sub "arn:aws:lambda:${{AWS::Region}}:770693421920:layer:requests:3"]
            """,
            at="Resources.Resize.Properties.Layers.0",
        ),
        Example.sam(
            """
            Resources:
              Rotation:
                Type: AWS::Serverless::Application
                Properties:
                  Location:
                    ApplicationId: arn:aws:serverlessrepo:us-east-1:770693421920:applications/rotation
                    SemanticVersion: 1.0.0
            """,
            at="Resources.Rotation.Properties.Location",
        ),
    )
    good = (
        Example.sam(
            f"""
            Resources:{_FUNCTION}
                  Layers:
                    - !Ref Own
                    - arn:aws:lambda:eu-west-1:123456789012:layer:requests:3
                    - !Sub "arn:aws:lambda:${{AWS::Region}}:${{AWS::AccountId}}:layer:pillow:1"
                    - !Sub "arn:aws:lambda:${{AWS::Region}}:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313:2"
              Own: {{Type: AWS::Serverless::LayerVersion, Properties: {{ContentUri: layer}}}}
            """
        ),
        Example.sam(
            """
            Resources:
              Rotation:
                Type: AWS::Serverless::Application
                Properties:
                  Location:
                    ApplicationId: arn:aws:serverlessrepo:us-east-1:297356227824:applications/SecretsManagerRotation
                    SemanticVersion: 1.0.0
            """
        ),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        found: dict[str, list[tuple[Property, Function]]] = {}
        for function in app.functions:
            for place in function.resource["Layers"].each():
                found.setdefault(account_of(place.value), []).append((place, function))
        images = [(f, a) for f in app.functions if (a := account_of(f.resource.get("Code.ImageUri")))]
        own = own_accounts(app) if found or images else set()
        for account, places in found.items():
            if self._unknown(account, own):
                names = list(dict.fromkeys(_name(place) for place, _ in places))
                what = f"layers {listing(names)} come" if len(names) > 1 else f"layer {names[0]} comes"
                yield self._found(places[0][0], what, account, [function for _, function in places])
        for stack in app.resources("AWS::CloudFormation::Stack"):
            place = stack["TemplateURL"]
            account = account_of(place.value)
            if ":serverlessrepo:" in (text_of(place.value) or "") and self._unknown(account, set()):
                yield self._found(place, f"application {stack.name} comes", account, [])
        for function, account in images if own else ():  # otherwise it is most likely the own account
            if self._unknown(account, own):
                place = function.resource["Code.ImageUri"]
                yield self._found(place, f"image of {function.name} comes", account, [function])

    def _unknown(self, account: str, own: set[str]) -> bool:
        return is_strange(account, own) and account not in self.option("accounts")

    def _found(self, place: Property, what: str, account: str, functions: list[Function]) -> Finding:
        message = f"The {what} from AWS account {account}, which is no known publisher's."
        return self.finding(place, message, functions=functions)


def _name(layer: Property) -> str:
    return (text_of(layer.value) or "").partition(":layer:")[2].partition(":")[0].replace("\0", "?")
