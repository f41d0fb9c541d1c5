"""Answers lie in a cache in plain text."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Set
from leastwise.model.finding import Finding, FixSafety, Severity
from leastwise.rules.rule import Example, Rule
from leastwise.rules.stages import api_name, sentence, stages

_API = """
    Resources:
      Api:
        Type: AWS::Serverless::Api
        Properties:
          StageName: live
          DefinitionBody: {{paths: {{}}}}
          CacheClusterEnabled: {cluster}
          CacheClusterSize: "0.5"
          MethodSettings: [{{ResourcePath: "/*", HttpMethod: "*", CachingEnabled: true{more}}}]
"""


class UnencryptedCache(Rule):
    id = "unencrypted-cache"
    title = "API cache without encryption"
    why = """
The cache keeps whole answers of the API, with whatever they say about people, for up to an hour. A REST API does not
encrypt them unless it is told to.
"""
    remediation = """
Encrypt what is cached.

- Template: `CacheDataEncrypted: true` wherever `MethodSettings` has `CachingEnabled: true`.
- Console: API Gateway > the API > *Stages* > the stage > *Edit* > *Cache settings* > *Encrypt cache data*.
- CLI: `aws apigateway update-stage --rest-api-id ID --stage-name NAME
  --patch-operations op=replace,path=/*/*/caching/dataEncrypted,value=true`.
"""
    severity = Severity.LOW
    cwe = ("CWE-311",)
    references = {
        "fsbp": ("APIGateway.5",),
        "nist-800-53": ("SC-28",),
        "aws": ("https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html",),
    }
    fix = FixSafety.SAFE

    bad = (
        Example.sam(_API.format(cluster="true", more=""), at="Resources.Api.Properties.MethodSettings.0"),
        Example.sam(
            _API.format(cluster="true", more=", CacheDataEncrypted: false"),
            at="Resources.Api.Properties.MethodSettings.0.CacheDataEncrypted",
        ),
    )
    good = (
        Example.sam(_API.format(cluster="true", more=", CacheDataEncrypted: true")),
        Example.sam(_API.format(cluster="false", more="")),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for stage in stages(app):
            if not stage.rest or stage.base["CacheClusterEnabled"].flag() is not True:
                continue
            plain = [
                place["CacheDataEncrypted"]
                for place in stage.settings
                if place["CachingEnabled"].flag() is True and place["CacheDataEncrypted"].flag(default=False) is False
            ]
            if plain:
                yield self.finding(
                    plain[0],
                    sentence(f"{api_name(stage.api)} keeps answers in a cache without encryption."),
                    edits=[Set(place, True) for place in plain],
                )
