"""A resource's own policy lets people in whom nobody has checked."""

from collections.abc import Iterator

from leastwise.iam.public_access import by_access_point
from leastwise.iam.sources import open_to_everyone, strangers_denied
from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.graph import Statement, StoreKind
from leastwise.rules.access._accounts import account_of, is_strange, own_accounts
from leastwise.rules.access._elsewhere import named, policies_elsewhere, weight_elsewhere
from leastwise.rules.access._protected import behind_walls, refused
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import actions_of, listing

# Queues, topics, buses, buckets and keys of the application have rules of their own; a public registry is meant to be
# public; what a REST API's policy leaves open is seen at its routes. State machines have no policy.
_KINDS = (
    StoreKind.SECRET,
    StoreKind.TABLE,
    StoreKind.STREAM,
    StoreKind.REGISTRY,
    StoreKind.FILESYSTEM,
    StoreKind.SEARCH,
)


class OpenResourcePolicy(Rule):
    id = "open-resource-policy"
    title = "Resource open to every AWS account"
    why = """
A resource policy for everyone lets every AWS account do what it allows, whatever the roles of this account may do: read
the secret, pull the image, search the index. An account that is only a number in a policy deserves a look too: whoever
has it, has this data. The policy of a queue, topic or bucket elsewhere is judged here too: of those, the policy is all
that this application shows.
"""
    remediation = """
Name who needs it, and only what they need.

- Template: `Principal: {AWS: arn:aws:iam::ACCOUNT:role/NAME}`, or
  `Condition: {StringEquals: {"aws:PrincipalOrgID": o-…}}`, in the policy of the resource.
- Console: open the secret, table, stream, repository, domain or layer > *Permissions* or *Resource policy* > *Edit*.
- CLI: `aws secretsmanager put-resource-policy`, `aws dynamodb put-resource-policy`, `aws kinesis put-resource-policy`,
  `aws ecr set-repository-policy`, `aws efs put-file-system-policy`, `aws opensearch update-domain-config` or
  `aws lambda remove-layer-version-permission`.
"""
    severity = Severity.HIGH
    cwe = ("CWE-284", "CWE-732")
    references = {
        "owasp-serverless": ("A5:2017", "A6:2017"),
        "csa-serverless": ("SAS-03", "SAS-04"),
        "nist-800-53": ("AC-3", "AC-6"),
        "well-architected": ("SEC03-BP07",),
        "aws": (
            "https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html",
            "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html",
            "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-bpa-rbp.html",
            "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ac.html",
        ),
    }

    bad = (
        Example.cloudformation(
            """
            Resources:
              Key: {Type: AWS::SecretsManager::Secret}
              Readers:
                Type: AWS::SecretsManager::ResourcePolicy
                Properties:
                  SecretId: !Ref Key
                  ResourcePolicy:
                    Statement:
                      - {Effect: Allow, Principal: "*", Action: secretsmanager:GetSecretValue, Resource: "*"}
            """,
            at="Resources.Readers.Properties.ResourcePolicy.Statement.0.Principal",
        ),
        Example.cloudformation(
            """
            Resources:
              Images:
                Type: AWS::ECR::Repository
                Properties:
                  RepositoryPolicyText:
                    Statement:
                      - Effect: Allow
                        Principal: {AWS: "*"}
                        Action: [ecr:BatchGetImage, ecr:GetDownloadUrlForLayer]
              Shared:
                Type: AWS::Lambda::LayerVersionPermission
                Properties:
                  Action: lambda:GetLayerVersion
                  LayerVersionArn: arn:aws:lambda:eu-west-1:123456789012:layer:shared:1
                  Principal: "*"
            """,
            at=(
                "Resources.Images.Properties.RepositoryPolicyText.Statement.0.Principal",
                "Resources.Shared.Properties.Principal",
            ),
        ),
        Example.cloudformation(
            """
            Resources:
              Elsewhere:
                Type: AWS::S3::BucketPolicy
                Properties:
                  Bucket: shop-archive
                  PolicyDocument:
                    Statement:
                      - {Effect: Allow, Principal: "*", Action: s3:GetObject, Resource: "arn:aws:s3:::shop-archive/*"}
              Jobs:
                Type: AWS::SQS::QueuePolicy
                Properties:
                  Queues: ["https://sqs.eu-west-1.amazonaws.com/123456789012/jobs"]
                  PolicyDocument:
                    Statement: [{Effect: Allow, Principal: {AWS: "*"}, Action: sqs:SendMessage, Resource: "*"}]
            """,
            at=(
                "Resources.Elsewhere.Properties.PolicyDocument.Statement.0.Principal",
                "Resources.Jobs.Properties.PolicyDocument.Statement.0.Principal",
            ),
        ),
    )
    good = Example.cloudformation(
        """
        Resources:
          Archive:
            Type: AWS::S3::BucketPolicy
            Properties:
              Bucket: shop-archive
              PolicyDocument:
                Statement:
                  - Effect: Allow
                    Principal: "*"
                    Action: "s3:*"
                    Resource: "arn:aws:s3:::shop-archive/*"
                    Condition: {StringEquals: {"s3:DataAccessPointAccount": "123456789012"}}
                  - Effect: Deny
                    Principal: "*"
                    Action: "s3:*"
                    Resource: "arn:aws:s3:::shop-archive/*"
                    Condition: {Bool: {"aws:SecureTransport": "false"}}
          Search:
            Type: AWS::OpenSearchService::Domain
            Properties:
              VPCOptions: {SubnetIds: [subnet-1]}
              AccessPolicies:
                Statement: [{Effect: Allow, Principal: {AWS: "*"}, Action: "es:*", Resource: "*"}]
          Guarded:
            Type: AWS::OpenSearchService::Domain
            Properties:
              AdvancedSecurityOptions: {Enabled: true, InternalUserDatabaseEnabled: true}
              AccessPolicies:
                Statement: [{Effect: Allow, Principal: {AWS: "*"}, Action: "es:ESHttp*", Resource: "*"}]
          Files:
            Type: AWS::EFS::FileSystem
            Properties:
              FileSystemPolicy:
                Statement:
                  - Effect: Allow
                    Principal: {AWS: "*"}
                    Action: elasticfilesystem:ClientMount
                    Condition: {Bool: {"elasticfilesystem:AccessedViaMountTarget": "true"}}
          Images:
            Type: AWS::ECR::Repository
            Properties:
              RepositoryPolicyText:
                Statement:
                  - Effect: Allow
                    Principal: "*"
                    Action: ecr:BatchGetImage
                    Condition: {StringEquals: {"aws:PrincipalOrgID": o-a1b2c3d4e5}}
                  - {Effect: Allow, Principal: {AWS: !Ref "AWS::AccountId"}, Action: "ecr:*"}
          Shared:
            Type: AWS::Lambda::LayerVersionPermission
            Properties:
              Action: lambda:GetLayerVersion
              LayerVersionArn: arn:aws:lambda:eu-west-1:123456789012:layer:shared:1
              Principal: "*"
              OrganizationId: o-a1b2c3d4e5
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for store in app.stores_of(*_KINDS):
            if store.resource.type == "AWS::ECR::PublicRepository":
                continue
            for statement in store.policy:
                if statement.by != "author" or not statement.allows or strangers_denied(store.policy, statement):
                    continue
                if open_to_everyone(statement):
                    if not behind_walls(store):
                        reason = refused(store.resource, statement.property.resource)
                        severity = Severity.MEDIUM if reason else None
                        yield self._open(statement, store.resource.name, severity, reason)
                else:
                    yield from self._strangers(app, statement, store.resource.name)
        yield from self._elsewhere(app)
        for permission in app.resources("AWS::Lambda::LayerVersionPermission"):
            if permission.get("Principal") == "*" and permission["OrganizationId"].absent:
                yield self.finding(
                    permission["Principal"],
                    f"Every AWS account may download the layer that {permission.name} is about.",
                    severity=Severity.MEDIUM,
                    severity_reason="a layer is code, and some are published on purpose",
                )

    def _elsewhere(self, app: Application) -> Iterator[Finding]:
        """The policies of what is not in the application, of every kind: no other rule sees these."""
        for policy, statements in policies_elsewhere(app):
            for statement in statements:
                if statement.by != "author" or not statement.allows or strangers_denied(statements, statement):
                    continue
                if not open_to_everyone(statement):
                    yield from self._strangers(app, statement, named(policy))
                elif not by_access_point(statement):
                    severity, reason = weight_elsewhere(policy, statement)
                    if refusal := refused(policy, policy):
                        severity, reason = Severity.MEDIUM, refusal
                    yield self._open(statement, named(policy), severity, reason)

    def _open(self, statement: Statement, what: str, severity: Severity | None, reason: str) -> Finding:
        return self.finding(
            statement.property["Principal"],
            f"Every AWS account is allowed {actions_of(statement, 3) or 'to act'} on {what}.",
            scope=statement.property,
            severity=severity,
            severity_reason=reason,
        )

    def _strangers(self, app: Application, statement: Statement, what: str) -> Iterator[Finding]:
        accounts = [account_of(p.value) for p in statement.principals if p.kind == "AWS"]
        own = own_accounts(app) if any(accounts) else set()
        unknown = [account for account in dict.fromkeys(accounts) if is_strange(account, own)]
        if unknown:
            who = f"AWS account{'s' if len(unknown) > 1 else ''} {listing(unknown)}"
            does = actions_of(statement, 3) or "to act"
            yield self.finding(
                statement.property["Principal"],
                f"{who} may act on {what}: {does}.",
                scope=statement.property,
                severity=Severity.LOW,
                severity_reason="the account is named",
                persona=Persona.AUDITOR,
            )
