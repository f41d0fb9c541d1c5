"""The record of who did what in the account can be changed, or leaves things out."""

from collections.abc import Iterable, Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Set
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.resource import Property, Resource
from leastwise.rules.rule import Example, Rule


class NoTrail(Rule):
    id = "no-trail"
    title = "Trail that proves little"
    why = """
CloudTrail is the record of every call in the account. A trail that is switched off, that covers one region only, or
whose files nobody could prove to be unchanged is worth little on the day it is needed.
"""
    remediation = """
Let the trail log, in all regions, with validation of its files.

- Template: `IsLogging: true`, `IsMultiRegionTrail: true`, `EnableLogFileValidation: true` and a `KMSKeyId` on the
  `AWS::CloudTrail::Trail`.
- Console: CloudTrail > *Trails* > the trail > *Edit* under *General details*.
- CLI: `aws cloudtrail update-trail --name NAME --is-multi-region-trail --enable-log-file-validation`, and
  `aws cloudtrail start-logging --name NAME`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-778",)
    references = {
        "fsbp": ("CloudTrail.1", "CloudTrail.2", "CloudTrail.4"),
        "csa-serverless": ("SAS-05",),
        "nist-800-53": ("AU-9", "AU-10", "AU-12"),
        "cis-aws": ("3.1", "3.2", "3.5"),
        "pci-dss": ("10.3.2",),
        "hipaa": ("164.312(b)",),
        "aws": (
            "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudtrail-trail.html",
        ),
    }
    fix = FixSafety.SAFE

    bad = Example.cloudformation(
        """
        Resources:
          Trail:
            Type: AWS::CloudTrail::Trail
            Properties: {IsLogging: true, S3BucketName: records, IsMultiRegionTrail: true}
        """,
        at=("Resources.Trail.Properties.EnableLogFileValidation", "Resources.Trail.Properties.KMSKeyId"),
    )
    good = Example.cloudformation(
        """
        Resources:
          Trail:
            Type: AWS::CloudTrail::Trail
            Properties:
              IsLogging: true
              S3BucketName: records
              IsMultiRegionTrail: true
              EnableLogFileValidation: true
              KMSKeyId: alias/records
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for trail in app.resources("AWS::CloudTrail::Trail"):
            places = dict(_lacks(trail))
            if places:
                yield self.finding(
                    next(iter(places)),
                    f"{trail.name} {'; it '.join(places.values())}.",
                    persona=Persona.PEDANTIC if _only_data_events(trail) else None,
                    edits=[Set(place, True) for place in (*places, *_follows(trail, places))],
                )
            if trail["KMSKeyId"].absent:
                yield self.finding(
                    trail["KMSKeyId"],
                    f"{trail.name} is not encrypted with a key of your own.",
                    severity=Severity.LOW,
                    severity_reason="CloudTrail encrypts its files anyway",
                    persona=Persona.PEDANTIC,
                )


def _lacks(trail: Resource) -> Iterator[tuple[Property, str]]:
    if trail["IsLogging"].flag() is False:
        yield trail["IsLogging"], "is switched off"
    if trail["EnableLogFileValidation"].flag(False) is False:
        yield trail["EnableLogFileValidation"], "does not prove its files unchanged"
    if trail["IsMultiRegionTrail"].flag(False) is False and not _only_data_events(trail):
        yield trail["IsMultiRegionTrail"], "covers one region only"


def _follows(trail: Resource, places: Iterable[Property]) -> Iterator[Property]:
    """What a trail for all regions has to be told as well.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-create-and-update-a-trail-by-using-the-aws-cli-update-trail.html
    """
    events = trail["IncludeGlobalServiceEvents"]
    if events.present and events.flag() is not True and any(place.name == "IsMultiRegionTrail" for place in places):
        yield events


def _only_data_events(trail: Resource) -> bool:
    """Whether the trail only feeds events about data to somebody, and is not the record of the account.

    A selector with `AWS::S3::Object` and the like is often there for EventBridge to hear of objects.
    """
    selectors = list(trail["EventSelectors"].items())
    return bool(selectors) and all(
        s["IncludeManagementEvents"].flag(True) is False or s["DataResources"].present for s in selectors
    )
