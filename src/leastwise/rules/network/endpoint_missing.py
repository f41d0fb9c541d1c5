"""Calls to AWS leave the network although an endpoint would keep them inside."""

from collections.abc import Iterator, Sequence

from leastwise.model.application import Application
from leastwise.model.finding import Confidence, Finding, Persona, Severity
from leastwise.model.network import Placement, Way
from leastwise.rules.network._services import Service, unreachable, with_endpoints
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing

_NETWORK = """
          Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
          Inside: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
          Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
          Uses:
            Type: AWS::EC2::SubnetRouteTableAssociation
            Properties: {SubnetId: !Ref Inside, RouteTableId: !Ref Table}
          Out:
            Type: AWS::EC2::Route
            Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: nat-0123456789abcdef0}
          Orders: {Type: AWS::Serverless::SimpleTable}
          Shop:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.13
              Handler: app.handler
              InlineCode: "def handler(event, context): pass"
              Policies: [DynamoDBCrudPolicy: {TableName: !Ref Orders}]
              VpcConfig: {SubnetIds: [!Ref Inside], SecurityGroupIds: [sg-0123456789abcdef0]}
"""


class EndpointMissing(Rule):
    id = "endpoint-missing"
    title = "Network without VPC endpoints for the services that it uses"
    why = """
Without an endpoint the calls of a function to AWS go through the NAT gateway, which is paid for by the gigabyte, and
the function must be let out to the internet for them. With one they stay inside, the security group can be closed, the
endpoint's policy says which buckets and tables may be reached, and a bucket policy can insist on the way. In a network
that leads nowhere the calls fail without one.
"""
    remediation = """
Add the endpoints; those of S3 and DynamoDB are gateways that cost nothing.

- Template: an `AWS::EC2::VPCEndpoint` with `ServiceName: !Sub com.amazonaws.${AWS::Region}.s3`, `VpcId` and
  `RouteTableIds`; `VpcEndpointType: Interface` with `SubnetIds` and `PrivateDnsEnabled: true` for the others.
- Console: VPC > *Endpoints* > *Create endpoint*.
- CLI: `aws ec2 create-vpc-endpoint --vpc-id VPC --service-name com.amazonaws.REGION.s3 --route-table-ids TABLE`.
"""
    severity = Severity.LOW
    confidence = Confidence.MEDIUM
    persona = Persona.PEDANTIC
    references = {
        "nist-800-53": ("AC-4", "SC-7"),
        "well-architected": ("SEC05-BP02",),
        "aws": (
            "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
            "https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html",
        ),
    }

    bad = Example.sam(f"\n        Resources:{_NETWORK}", at="Resources.Vpc")
    good = Example.sam(
        f"""
        Resources:{_NETWORK}
          Near:
            Type: AWS::EC2::VPCEndpoint
            Properties:
              VpcId: !Ref Vpc
              ServiceName: !Sub "com.amazonaws.${{AWS::Region}}.dynamodb"
              RouteTableIds: [!Ref Table]
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for vpc in app.resources("AWS::EC2::VPC"):
            inside = [p for p in app.network.inside(vpc) if p.ways & {Way.NAT, Way.NONE} and Way.UNKNOWN not in p.ways]
            calls = [(placement, _services(app, placement)) for placement in inside]
            calls = [(placement, services) for placement, services in calls if services]
            if not calls:
                continue
            locked = [placement for placement, _ in calls if placement.ways == {Way.NONE}]
            services = list(dict.fromkeys(service for _, found in calls for service in found))
            names = listing(placement.function.name for placement, _ in calls)
            way = "cannot reach AWS" if len(locked) == len(calls) else "leave the network"
            yield self.finding(
                vpc[()],
                f"{vpc.name} has no endpoint for {_told(services)}: calls of {names} {way}.",
                functions=[placement.function for placement, _ in calls],
                severity=Severity.MEDIUM if locked else None,
                severity_reason=f"{locked[0].function.name} has no other way out, so its calls time out"
                if locked
                else "",
            )


def _services(app: Application, placement: Placement) -> list[Service]:
    """The services that a function calls and that have no endpoint in its network but could have one."""
    known = with_endpoints()
    return [known[prefix] for prefix in unreachable(app, placement) if prefix in known]


def _told(services: Sequence[Service]) -> str:
    """The services for people, those whose endpoint is free first."""
    ordered = sorted(services, key=lambda service: (not service.gateway, service.name))
    return listing(f"{service.name} (free)" if service.gateway else service.name for service in ordered)
