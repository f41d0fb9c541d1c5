"""A function is to connect to something private and is not in its network."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Confidence, Finding, Severity
from leastwise.rules.connections import connections
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing


class NeedsVpc(Rule):
    id = "needs-vpc"
    title = "Function outside the network of what it connects to"
    why = """
The address that the function is given only works from within the network: every connection ends in a timeout. The usual
way out of that is to make the database public and to open its security group to everybody, which is worse than the
fault.
"""
    remediation = """
Attach the function to private subnets of that network, with a security group of its own that the other side lets in.

- Template: `VpcConfig: {SubnetIds: […], SecurityGroupIds: […]}` on the function, and an
  `AWS::EC2::SecurityGroupIngress` with `SourceSecurityGroupId` for the database.
- Console: Lambda > the function > *Configuration* > *VPC* > *Edit*.
- CLI: `aws lambda update-function-configuration --function-name NAME --vpc-config
  SubnetIds=SUBNET-A,SUBNET-B,SecurityGroupIds=GROUP`.
"""
    severity = Severity.MEDIUM
    confidence = Confidence.MEDIUM
    references = {
        "nist-800-53": ("SC-7",),
        "well-architected": ("SEC05-BP01",),
        "aws": (
            "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
            "https://docs.aws.amazon.com/lambda/latest/dg/services-rds.html",
        ),
    }

    bad = Example.sam(
        """
        Resources:
          Sessions:
            Type: AWS::ElastiCache::ServerlessCache
            Properties: {Engine: valkey, ServerlessCacheName: sessions}
          Orders:
            Type: AWS::RDS::DBInstance
            Properties: {Engine: postgres, PubliclyAccessible: false}
          Shop:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.13
              Handler: app.handler
              InlineCode: "def handler(event, context): pass"
              Environment:
                Variables:
                  CACHE: !Sub "rediss://${Sessions.Endpoint.Address}:6379"
                  DB_HOST: !GetAtt Orders.Endpoint.Address
        """,
        at="Resources.Shop.Properties.VpcConfig",
    )
    good = Example.sam(
        """
        Globals:
          Function: {Runtime: python3.13, Handler: app.handler, InlineCode: "def handler(event, context): pass"}
        Resources:
          Sessions:
            Type: AWS::ElastiCache::ServerlessCache
            Properties: {Engine: valkey, ServerlessCacheName: sessions}
          Public:
            Type: AWS::RDS::DBInstance
            Properties: {Engine: postgres, PubliclyAccessible: true}
          Open: {Type: AWS::OpenSearchService::Domain, Properties: {EngineVersion: OpenSearch_2.19}}
          Cluster:
            Type: AWS::RDS::DBCluster
            Properties: {Engine: aurora-postgresql, EnableHttpEndpoint: true}
          Member:
            Type: AWS::RDS::DBInstance
            Properties: {Engine: aurora-postgresql, DBClusterIdentifier: !Ref Cluster, PubliclyAccessible: false}
          Inside:
            Type: AWS::Serverless::Function
            Properties:
              VpcConfig: {SubnetIds: [subnet-0123456789abcdef0], SecurityGroupIds: [sg-0123456789abcdef0]}
              Environment: {Variables: {CACHE: !GetAtt Sessions.Endpoint.Address}}
          Outside:
            Type: AWS::Serverless::Function
            Properties:
              Environment:
                Variables:
                  DB_HOST: !GetAtt Public.Endpoint.Address
                  SEARCH: !GetAtt Open.DomainEndpoint
                  CACHE_NAME: !Ref Sessions
                  DATA_API: !GetAtt Cluster.DBClusterArn
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for function in app.functions:
            place = function.resource["VpcConfig"]
            subnets = place["SubnetIds"]
            # A capacity provider brings its own network.
            if not (place.absent or subnets.value == []) or not function.resource["CapacityProviderConfig"].absent:
                continue
            private = {c.resource.name: c.place.name for c in connections(app, function) if c.private}
            if private:
                told = listing(f"{name} (`{variable}`)" for name, variable in private.items())
                message = f"{told} can only be reached from within a network, and {function.name} is in none."
                yield self.finding(place, message, functions=[function])
