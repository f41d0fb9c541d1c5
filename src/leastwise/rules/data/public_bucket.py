"""Everybody on the internet may read, list or change what is in the bucket."""

from collections.abc import Iterator, Sequence

from leastwise.iam.public_access import BLOCK, ON, Gate, unguarded
from leastwise.model.application import Application
from leastwise.model.edit import Set
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.graph import Store
from leastwise.model.resource import Resource
from leastwise.rules.data._buckets import behind_cloudfront, buckets
from leastwise.rules.data._openings import REFUSED, Opening, openings, said
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing


class PublicBucket(Rule):
    id = "public-bucket"
    title = "Bucket open to everybody"
    why = """
What stands in a public bucket is found: names are guessed and listed by machines all day. Who may write can plant
content under your name, feed the functions behind the bucket, or delete. S3 has blocked public access to every bucket
made since April 2023, so it takes a setting that switches the block off, or an older bucket. A website does not need a
public bucket either: CloudFront reads a private one and adds TLS, which the bucket's own website has not.
"""
    remediation = """
Leave the block on public access on, and take out what is for everybody.

- Template: no `PublicAccessBlockConfiguration` (or all four `true`), no public `AccessControl`; for a website a
  `AWS::CloudFront::OriginAccessControl` and `Principal: {Service: cloudfront.amazonaws.com}` with `aws:SourceArn`.
- Console: S3 > the bucket > *Permissions* > *Block public access* > *Edit* > *Block all public access*.
- CLI: `aws s3api put-public-access-block --bucket NAME --public-access-block-configuration
  BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`.
"""
    severity = Severity.HIGH
    cwe = ("CWE-732", "CWE-284")
    references = {
        "owasp-serverless": ("A3:2017", "A5:2017", "A6:2017"),
        "csa-serverless": ("SAS-03",),
        "fsbp": ("S3.2", "S3.3", "S3.8"),
        "cis-aws": ("2.1.4",),
        "pci-dss": ("1.4.4",),
        "nist-800-53": ("AC-3", "AC-4", "AC-21"),
        "gdpr": ("Article 25", "Article 32"),
        "well-architected": ("SEC03-BP07",),
        "aws": (
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html",
            "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = "What people read by a public policy or ACL that was set elsewhere can no longer be read."

    bad = (
        Example.cloudformation(
            """
            Resources:
              Uploads:
                Type: AWS::S3::Bucket
                Properties:
                  PublicAccessBlockConfiguration: {BlockPublicAcls: true, IgnorePublicAcls: true}
              Policy:
                Type: AWS::S3::BucketPolicy
                Properties:
                  Bucket: !Ref Uploads
                  PolicyDocument:
                    Statement:
                      - Effect: Allow
                        Principal: "*"
                        Action: s3:GetObject
                        Resource: !Sub "${Uploads.Arn}/*"
            """,
            at="Resources.Uploads.Properties.PublicAccessBlockConfiguration",
        ),
        Example.cloudformation(
            """
            Resources:
              Listed:
                Type: AWS::S3::Bucket
                Properties:
                  AccessControl: PublicRead
                  OwnershipControls: {Rules: [{ObjectOwnership: ObjectWriter}]}
                  PublicAccessBlockConfiguration: {BlockPublicPolicy: true, RestrictPublicBuckets: true}
              Old: {Type: AWS::S3::Bucket, Properties: {AccessControl: PublicReadWrite}}
              Unguarded:
                Type: AWS::S3::Bucket
                Properties:
                  PublicAccessBlockConfiguration: {BlockPublicPolicy: false, RestrictPublicBuckets: false}
            """,
            at=(
                "Resources.Listed.Properties.PublicAccessBlockConfiguration",
                "Resources.Old.Properties.AccessControl",
                "Resources.Unguarded.Properties.PublicAccessBlockConfiguration",
            ),
        ),
    )
    good = (
        Example.cloudformation(
            """
            Resources:
              Uploads:
                Type: AWS::S3::Bucket
                Properties:
                  PublicAccessBlockConfiguration: {RestrictPublicBuckets: true}
              Policy:
                Type: AWS::S3::BucketPolicy
                Properties:
                  Bucket: !Ref Uploads
                  PolicyDocument:
                    Statement:
                      - {Effect: Allow, Principal: "*", Action: "s3:GetObject", Resource: !Sub "${Uploads.Arn}/*"}
            """
        ),
        Example.cloudformation(
            """
            Resources:
              Site: {Type: AWS::S3::Bucket}
              Policy:
                Type: AWS::S3::BucketPolicy
                Properties:
                  Bucket: !Ref Site
                  PolicyDocument:
                    Statement:
                      - Effect: Allow
                        Principal: {Service: cloudfront.amazonaws.com}
                        Action: s3:GetObject
                        Resource: !Sub "${Site.Arn}/*"
                        Condition: {StringEquals: {"aws:SourceArn": !Sub "arn:aws:cloudfront::1:distribution/${Web}"}}
                      - Effect: Allow
                        Principal: "*"
                        Action: s3:GetObject
                        Resource: !Sub "${Site.Arn}/*"
                        Condition: {StringEquals: {"aws:PrincipalOrgID": o-1234567890}}
                      - {Effect: Deny, Principal: "*", Action: "s3:*", Resource: "*"}
            """
        ),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for store in buckets(app):
            found = list(openings(store))
            if found:
                yield self._open(app, store, found)
            elif unguarded(store.resource):
                block = store.resource[BLOCK]
                meant = any(flag.flag() is False for flag in block.items())
                website = "WebsiteConfiguration" in store.resource.properties
                yield self.finding(
                    block,
                    f"The block on public access is off for {store.resource.name}: the next public policy or access "
                    "control list opens it.",
                    scope=store.resource[()],
                    severity=Severity.MEDIUM,
                    severity_reason="nothing here lets the public in yet",
                    persona=None if meant and not website else Persona.PEDANTIC,
                    edits=[Set(block, dict(ON))],
                )

    def _open(self, app: Application, store: Store, found: Sequence[Opening]) -> Finding:
        """One finding for the bucket, at the worst of what opens it."""
        bucket = store.resource
        worst = max(found, key=lambda o: (o.gate is Gate.OPEN, o.writes, o.reads, not o.part))
        severity, reason = _weight(app, bucket, worst)
        starts = app.started_by(bucket) if worst.writes else []
        message = f"{said(found)} what is in {bucket.name}"
        if starts:
            message += f", and so start {listing(function.name for function in starts)}"
        off = worst.gate is Gate.OPEN
        if off:
            message += f". {worst.place.resource.name} allows it, and the block on public access is off"
        return self.finding(
            bucket[BLOCK] if off else worst.place,
            f"{message}.",
            scope=worst.scope,
            functions=starts,
            severity=severity,
            severity_reason=reason,
        )


def _weight(app: Application, bucket: Resource, worst: Opening) -> tuple[Severity | None, str]:
    """Severity and reason, where a bucket is not simply open for reading."""
    if worst.gate is Gate.SINCE_2023:
        return (Severity.HIGH if worst.writes else Severity.MEDIUM), REFUSED
    if worst.writes:
        return Severity.CRITICAL, "everybody may write or delete"
    if "WebsiteConfiguration" in bucket.properties:
        if behind_cloudfront(app, bucket):
            return Severity.LOW, "it is a website, and CloudFront before it can be gone past"
        return Severity.LOW, "it is a website, for everybody to read, though without TLS"
    if worst.part:
        return Severity.MEDIUM, f"only what is called {worst.part}"
    return None, ""
