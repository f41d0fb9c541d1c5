"""A secret is part of the code that CloudFront runs at the edge."""

import re
from collections.abc import Iterator
from functools import lru_cache

from leastwise.model.application import Application
from leastwise.model.finding import Confidence, Finding, Severity
from leastwise.model.graph import Function, TriggerKind
from leastwise.model.resource import Property
from leastwise.model.value import Concat, DynamicReference, Parameter
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing
from leastwise.secrets.detect import could_be_secret, promises_secret, secret_shape


class EdgeFunctionSecrets(Rule):
    id = "edge-function-secrets"
    title = "Secret in the code of an edge function"
    why = """
Lambda@Edge takes no environment variables and CloudFront Functions call nothing, so passwords and keys end up in the
code. There everybody reads them who may read the function or the template, they are copied to every region of the
world, and changing one takes a deployment. It is mostly the one password or key that the whole site relies on.
"""
    remediation = """
Keep the secret out of the code: in a key value store of CloudFront for a CloudFront Function, in Secrets Manager or
Parameter Store, cached between invocations, for Lambda@Edge; or let a real sign-in decide.

- Template: `AWS::CloudFront::KeyValueStore` and `FunctionConfig.KeyValueStoreAssociations`; a permission for
  `secretsmanager:GetSecretValue` on the role of a Lambda@Edge function. Then replace the secret.
- Console: CloudFront > *Functions* > *KeyValueStores*.
- CLI: `aws cloudfront-keyvaluestore put-key --kvs-arn ARN --key NAME --value VALUE --if-match ETAG`.
"""
    severity = Severity.MEDIUM
    secret = True
    confidence = Confidence.MEDIUM
    cwe = ("CWE-798",)
    references = {
        "owasp-serverless": ("A3:2017", "A6:2017"),
        "csa-serverless": ("SAS-07",),
        "nist-800-53": ("IA-5(7)",),
        "well-architected": ("SEC02-BP03",),
        "pci-dss": ("8.6.2",),
        "aws": (
            "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html",
            "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/kvs-with-functions.html",
        ),
    }

    bad = (
        Example.cloudformation(
            """
            Resources:
              Gate:
                Type: AWS::CloudFront::Function
                Properties:
                  Name: gate
                  FunctionConfig: {Comment: gate, Runtime: cloudfront-js-2.0}
                  FunctionCode: |
                    function handler(event) {
                      var expected = "Basic c2hvcDpzM2NyM3QtcGFzcw==";
                      var given = event.request.headers.authorization;
                      if (given && given.value === expected) { return event.request; }
                      return {statusCode: 401};
                    }
            """,
            at="Resources.Gate.Properties.FunctionCode",
        ),
        Example.cloudformation(
            """
            Parameters:
              SitePassword: {Type: String, NoEcho: true}
            Resources:
              Gate:
                Type: AWS::CloudFront::Function
                Properties:
                  Name: gate
                  FunctionConfig: {Comment: gate, Runtime: cloudfront-js-2.0}
                  FunctionCode: !Sub |
                    function handler(event) { return check(event, "${SitePassword}"); }
            """,
            at="Resources.Gate.Properties.FunctionCode",
        ),
        Example.cloudformation(
            """
            Resources:
              Signer:
                Type: AWS::Lambda::Function
                Properties:
                  Runtime: nodejs24.x
                  Handler: index.handler
                  Role: arn:aws:iam::123456789012:role/signer
                  Code:
                    ZipFile: |
                      const jwtSecret = 'q8Zr!2kd0-vT7x'
                      exports.handler = async (event) => verify(event, jwtSecret)
              One: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref Signer}}
              Site:
                Type: AWS::CloudFront::Distribution
                Properties:
                  DistributionConfig:
                    Enabled: true
                    Origins:
                      - {Id: site, DomainName: site.example.com, CustomOriginConfig: {OriginProtocolPolicy: https-only}}
                    DefaultCacheBehavior:
                      TargetOriginId: site
                      ViewerProtocolPolicy: https-only
                      LambdaFunctionAssociations: [{EventType: viewer-request, LambdaFunctionARN: !Ref One}]
            """,
            at="Resources.Signer.Properties.Code.ZipFile",
        ),
    )
    good = Example.cloudformation(
        """
        Parameters:
          Domain: {Type: String}
        Resources:
          Store: {Type: AWS::CloudFront::KeyValueStore, Properties: {Name: gate}}
          Gate:
            Type: AWS::CloudFront::Function
            Properties:
              Name: gate
              FunctionConfig:
                Comment: gate
                Runtime: cloudfront-js-2.0
                KeyValueStoreAssociations: [{KeyValueStoreARN: !GetAtt Store.Arn}]
              FunctionCode: !Sub |
                import cf from 'cloudfront';
                const tokenHeader = 'x-token', passwordKey = "password";
                async function handler(event) {
                  const secret = await cf.kvs().get(passwordKey);
                  const password = "<password>", token = "session_cookie";
                  return {statusCode: 302, headers: {location: {value: "https://${Domain}/login"}}};
                }
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for function in app.resources("AWS::CloudFront::Function"):
            yield from self._judged(function["FunctionCode"], function.name, ())
        edge = {t.function.id: t.function for t in app.triggers(kind=TriggerKind.CLOUDFRONT) if t.route is None}
        for at_edge in edge.values():
            if at_edge.code.inline is not None:
                yield from self._judged(at_edge.code.inline, at_edge.name, (at_edge,))

    def _judged(self, code: Property, name: str, functions: tuple[Function, ...]) -> Iterator[Finding]:
        found = list(dict.fromkeys(_secrets(code.value)))
        if found:
            message = f"The code of {name}, which runs at the edge, holds {listing(found)}."
            yield self.finding(code, message, functions=functions)


def _secrets(code: object) -> Iterator[str]:
    """The secrets in code for people, the secrets themselves left out."""
    for part in code.parts if isinstance(code, Concat) else (code,):
        if isinstance(part, str):
            yield from _in_text(part)
        elif isinstance(part, Parameter) and promises_secret(part.name):
            yield f"the value of the parameter `{part.name}`"
        elif isinstance(part, DynamicReference) and part.service != "ssm":
            yield "a secret that is resolved when it is deployed"


def _in_text(text: str) -> Iterator[str]:
    for match in _literals().finditer(text):
        name, literal = match["name"] or match["key"] or "", match["literal"]
        shape = secret_shape(literal)
        if shape is not None:
            yield shape
        elif literal.startswith("Basic ") and len(literal) > 13:
            yield "a password for basic authentication"
        elif name and promises_secret(name) and could_be_secret(name, literal) and _made_up(literal):
            yield f"the secret `{name}`"


def _made_up(literal: str) -> bool:
    """Whether a text looks like no word of the code: a cookie's or a header's name (`session`) has no digits."""
    return len(literal) > 7 and any(map(str.isdigit, literal)) and any(map(str.isalpha, literal))


@lru_cache(maxsize=1)
def _literals() -> re.Pattern[str]:
    """A quoted text on one line, with the name that it is given to, or the key that it stands under."""
    named = r"""(?:(?P<name>\b[A-Za-z_$][\w$]{0,60})|["'](?P<key>[\w-]{1,60})["'])\s{0,4}[:=]\s{0,4}"""
    return re.compile(rf"""(?:{named})?(?P<quote>["'`])(?P<literal>[^"'`\\\n]{{4,400}})(?P=quote)""")
