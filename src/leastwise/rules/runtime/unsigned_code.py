"""Lambda runs whatever code is uploaded, whoever built it."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.graph import Function
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import by_id, listing


class UnsignedCode(Rule):
    id = "unsigned-code"
    title = "Function code without a required signature"
    why = """
Whoever can update a function, or write to the bucket that it is deployed from, can put any code there. With code
signing Lambda refuses what the build did not sign and what was changed afterwards. A configuration that only warns,
which is what AWS takes where nothing else is said, lets such code through. Code in the template and container images
cannot be signed in this way.
"""
    remediation = """
Sign packages in the build with AWS Signer, and require the signature.

- Template: an `AWS::Lambda::CodeSigningConfig` with `UntrustedArtifactOnDeployment: Enforce`, and
  `CodeSigningConfigArn` on the functions (in SAM once under `Globals`).
- Terraform: an `aws_lambda_code_signing_config` whose `untrusted_artifact_on_deployment` is `Enforce`, named in
  `code_signing_config_arn` of the functions.
- Console: Lambda > *Code signing configurations* > *Create configuration* > *Enforce*.
- CLI: `aws lambda put-function-code-signing-config --function-name NAME --code-signing-config-arn ARN`.
"""
    severity = Severity.LOW
    persona = Persona.AUDITOR
    cwe = ("CWE-345", "CWE-494")
    references = {
        "owasp-serverless": ("A6:2017",),
        "csa-serverless": ("SAS-03",),
        "nist-800-53": ("CM-14", "SI-7"),
        "well-architected": ("SEC06-BP04",),
        "aws": (
            "https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html",
            "https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning-create.html",
        ),
    }

    bad = (
        Example.sam(
            """
            Globals:
              Function: {Runtime: python3.13, Handler: app.handler, CodeUri: s3://code/shop.zip}
            Resources:
              First: {Type: AWS::Serverless::Function}
              Second: {Type: AWS::Serverless::Function}
            """,
            at="Resources.First.Properties.CodeSigningConfigArn",
        ),
        Example.sam(
            """
            Resources:
              Profile: {Type: AWS::Signer::SigningProfile, Properties: {PlatformId: AWSLambda-SHA384-ECDSA}}
              Signing:
                Type: AWS::Lambda::CodeSigningConfig
                Properties:
                  AllowedPublishers: {SigningProfileVersionArns: [!GetAtt Profile.ProfileVersionArn]}
                  CodeSigningPolicies: {UntrustedArtifactOnDeployment: Warn}
              Shop:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  CodeUri: s3://code/shop.zip
                  CodeSigningConfigArn: !Ref Signing
            """,
            at="Resources.Signing.Properties.CodeSigningPolicies.UntrustedArtifactOnDeployment",
        ),
    )
    good = Example.sam(
        """
        Resources:
          Profile: {Type: AWS::Signer::SigningProfile, Properties: {PlatformId: AWSLambda-SHA384-ECDSA}}
          Signing:
            Type: AWS::Lambda::CodeSigningConfig
            Properties:
              AllowedPublishers: {SigningProfileVersionArns: [!GetAtt Profile.ProfileVersionArn]}
              CodeSigningPolicies: {UntrustedArtifactOnDeployment: Enforce}
          Shop:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.13
              Handler: app.handler
              CodeUri: s3://code/shop.zip
              CodeSigningConfigArn: !Ref Signing
          Written:
            Type: AWS::Serverless::Function
            Properties: {Runtime: python3.13, Handler: app.handler, InlineCode: "def handler(event, context): pass"}
          Image:
            Type: AWS::Serverless::Function
            Properties: {PackageType: Image, ImageUri: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/image:1}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for config in app.resources("AWS::Lambda::CodeSigningConfig"):
            mode = config["CodeSigningPolicies.UntrustedArtifactOnDeployment"]
            if mode.text("Warn") == "Warn":
                yield self.finding(mode, f"{config.name} only warns of code that is not signed, and lets it through.")
        free = by_id(function for function in app.functions if _unsigned(function))
        if free:
            names = listing(function.name for function in free)
            place = free[0].resource["CodeSigningConfigArn"]
            yield self.finding(place, f"Nothing requires that the code of {names} is signed.", functions=free)


def _unsigned(function: Function) -> bool:
    """Whether code that could be signed need not be."""
    packed = function.code.inline is None and function.code.image is None
    image = function.resource["PackageType"].text("Zip") != "Zip"
    return packed and not image and function.resource["CodeSigningConfigArn"].absent
