"""Whoever may write where code is deployed from runs code of his own; whoever may read there has yours."""

from collections.abc import Iterator

from leastwise.iam.public_access import BLOCK, ON, Gate, unguarded
from leastwise.model.application import Application
from leastwise.model.edit import Set
from leastwise.model.finding import Finding, FixSafety, Severity
from leastwise.rules.data._buckets import buckets
from leastwise.rules.data._names import words
from leastwise.rules.data._openings import REFUSED, openings, said
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing


class OpenDeploymentBucket(Rule):
    id = "open-deployment-bucket"
    title = "Bucket with code to deploy is open"
    why = """
Packages, layers and templates are taken from a bucket at each deployment. Who may write there replaces them between
build and deployment, and his code runs with the roles of your functions: no review, scan or signature of the repository
sees it. Who may read there has the code, with the names, comments and secrets in it.
"""
    remediation = """
Let nobody but the pipeline into the bucket that code is deployed from, and block public access.

- Template: no statement for `Principal: "*"`, no public `AccessControl`, all four settings of
  `PublicAccessBlockConfiguration` `true` or the property left out.
- Console: S3 > the bucket > *Permissions* > *Block public access*, then *Bucket policy*.
- CLI: `aws s3api put-public-access-block --bucket NAME --public-access-block-configuration
  BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`.
"""
    severity = Severity.HIGH
    cwe = ("CWE-494", "CWE-732")
    references = {
        "owasp-serverless": ("A5:2017", "A6:2017"),
        "csa-serverless": ("SAS-03",),
        "fsbp": ("S3.2", "S3.3", "S3.8"),
        "cis-aws": ("2.1.4",),
        "nist-800-53": ("AC-3", "AC-6", "SI-7"),
        "well-architected": ("SEC03-BP07", "SEC11-BP06"),
        "aws": (
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
            "https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_appsec_deploy_software_programmatically.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = "Whoever fetches packages by a public policy or ACL that was set outside of the application is refused."
    subsumes = ("public-bucket",)

    bad = (
        Example.cloudformation(
            """
            Resources:
              Packages:
                Type: AWS::S3::Bucket
                Properties:
                  PublicAccessBlockConfiguration: {BlockPublicAcls: true, IgnorePublicAcls: true}
              Policy:
                Type: AWS::S3::BucketPolicy
                Properties:
                  Bucket: !Ref Packages
                  PolicyDocument:
                    Statement:
                      - Effect: Allow
                        Principal: {AWS: "*"}
                        Action: [s3:GetObject, s3:PutObject]
                        Resource: !Sub "${Packages.Arn}/*"
              Layer:
                Type: AWS::Lambda::LayerVersion
                Properties: {Content: {S3Bucket: !Ref Packages, S3Key: layer.zip}}
            """,
            at="Resources.Packages.Properties.PublicAccessBlockConfiguration",
        ),
        Example.cloudformation(
            """
            Resources:
              ServerlessDeploymentBucket:
                Type: AWS::S3::Bucket
                Properties:
                  PublicAccessBlockConfiguration:
                    BlockPublicAcls: false
                    BlockPublicPolicy: false
                    IgnorePublicAcls: false
                    RestrictPublicBuckets: false
            """,
            at="Resources.ServerlessDeploymentBucket.Properties.PublicAccessBlockConfiguration",
        ),
    )
    good = Example.cloudformation(
        """
        Resources:
          ServerlessDeploymentBucket:
            Type: AWS::S3::Bucket
            Properties: {BucketName: shop-deployment}
          Policy:
            Type: AWS::S3::BucketPolicy
            Properties:
              Bucket: !Ref ServerlessDeploymentBucket
              PolicyDocument:
                Statement:
                  - Effect: Deny
                    Principal: "*"
                    Action: s3:*
                    Resource: "*"
                    Condition: {Bool: {"aws:SecureTransport": false}}
                  - Effect: Allow
                    Principal: {AWS: "arn:aws:iam::123456789012:role/pipeline"}
                    Action: s3:PutObject
                    Resource: !Sub "${ServerlessDeploymentBucket.Arn}/*"
          Pictures:
            Type: AWS::S3::Bucket
            Properties:
              PublicAccessBlockConfiguration: {BlockPublicPolicy: false, RestrictPublicBuckets: false}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        used = _deployed_from(app)
        for store in buckets(app):
            bucket, users = store.resource, used.get(store.resource.key, [])
            if not users and not words(bucket) & _CALLED:
                continue
            what = f"{bucket.name}, from which {listing(users)} get code" if users else bucket.name
            found = list(openings(store))
            if found:
                worst = max(found, key=lambda o: (o.gate is Gate.OPEN, o.writes, o.reads))
                refused = worst.gate is Gate.SINCE_2023
                yield self.finding(
                    worst.place if refused else bucket[BLOCK],
                    f"{said(found)} what is in {what}.",
                    scope=worst.scope,
                    severity=Severity.CRITICAL if worst.writes and not refused else None,
                    severity_reason=REFUSED if refused else "everybody may replace the code" if worst.writes else "",
                )
            elif unguarded(bucket):
                yield self.finding(
                    bucket[BLOCK],
                    f"The block on public access is off for {what}.",
                    scope=bucket[()],
                    severity=Severity.MEDIUM,
                    severity_reason="nothing here lets the public in yet",
                    edits=[Set(bucket[BLOCK], dict(ON))],
                )


_CALLED = frozenset({"artefacts", "artifacts", "deploy", "deployment", "deployments"})
"""Words in the name of a bucket from which code is deployed; that of the Serverless Framework has one of them."""

_SOURCES = {
    "AWS::CloudFormation::Stack": "TemplateURL",
    "AWS::CodePipeline::Pipeline": "ArtifactStore.Location",
    "AWS::ElasticBeanstalk::ApplicationVersion": "SourceBundle.S3Bucket",
    "AWS::Glue::Job": "Command.ScriptLocation",
    "AWS::Lambda::Function": "Code.S3Bucket",
    "AWS::Lambda::LayerVersion": "Content.S3Bucket",
    "AWS::StepFunctions::StateMachine": "DefinitionS3Location.Bucket",
}
"""Type → where it says from which bucket it is deployed, or deploys."""


def _deployed_from(app: Application) -> dict[str, list[str]]:
    """Key of a bucket → names of what is deployed from it."""
    found: dict[str, list[str]] = {}
    for type_, path in _SOURCES.items():
        for resource in app.resources(type_):
            bucket = app.referenced(resource[path].value, "AWS::S3::Bucket")
            if bucket is not None:
                found.setdefault(bucket.key, []).append(resource.name)
    return found
