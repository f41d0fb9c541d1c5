"""A function in a public subnet has no way out, because it gets no public address."""

from collections.abc import Iterator, Sequence

from leastwise.model.application import Application
from leastwise.model.finding import Confidence, Finding, Severity
from leastwise.model.network import Placement, Way
from leastwise.rules.connections import external_address
from leastwise.rules.network._services import unreachable
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing

_NETWORK = """
          Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
          Gateway: {Type: AWS::EC2::InternetGateway}
          Public: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
          Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
          Uses:
            Type: AWS::EC2::SubnetRouteTableAssociation
            Properties: {SubnetId: !Ref Public, RouteTableId: !Ref Table}
          Out:
            Type: AWS::EC2::Route
            Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}
          Orders: {Type: AWS::Serverless::SimpleTable}
"""


class PublicSubnetFunction(Rule):
    id = "public-subnet-function"
    title = "Function in a public subnet"
    why = """
An internet gateway only serves addresses that are public, and the network interface of a function never gets one. Calls
to the internet, and to every service of AWS without an endpoint in the network, end in a timeout. The subnet adds
nothing either: what is meant to be reached from outside stands there, and its rules are made for that.
"""
    remediation = """
Move the function to private subnets: with a NAT gateway where it needs the internet, with VPC endpoints where it only
needs AWS, or take it out of the network.

- Template: `VpcConfig: {SubnetIds: [!Ref PrivateA, !Ref PrivateB], …}`; gateway endpoints for S3 and DynamoDB are free.
- Console: Lambda > the function > *Configuration* > *VPC* > *Edit* > *Subnets*.
- CLI: `aws lambda update-function-configuration --function-name NAME --vpc-config
  SubnetIds=PRIVATE-A,PRIVATE-B,SecurityGroupIds=GROUP`.
"""
    severity = Severity.MEDIUM
    confidence = Confidence.MEDIUM
    references = {
        "nist-800-53": ("SC-7",),
        "well-architected": ("SEC05-BP01",),
        "aws": (
            "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html",
            "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
        ),
    }

    bad = Example.sam(
        f"""
        Resources:{_NETWORK}
          Shop:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.13
              Handler: app.handler
              InlineCode: "def handler(event, context): pass"
              Policies: [DynamoDBCrudPolicy: {{TableName: !Ref Orders}}]
              VpcConfig: {{SubnetIds: [!Ref Public], SecurityGroupIds: [sg-0123456789abcdef0]}}
        """,
        at="Resources.Shop.Properties.VpcConfig.SubnetIds",
    )
    good = Example.sam(
        f"""
        Globals:
          Function:
            Runtime: python3.13
            Handler: app.handler
            InlineCode: "def handler(event, context): pass"
        Resources:{_NETWORK}
          Near:
            Type: AWS::EC2::VPCEndpoint
            Properties:
              VpcId: !Ref Vpc
              ServiceName: !Sub "com.amazonaws.${{AWS::Region}}.dynamodb"
              RouteTableIds: [!Ref Table]
          Shop:
            Type: AWS::Serverless::Function
            Properties:
              Policies: [DynamoDBCrudPolicy: {{TableName: !Ref Orders}}]
              VpcConfig: {{SubnetIds: [!Ref Public], SecurityGroupIds: [sg-0123456789abcdef0]}}
          OnlyTheDatabase:
            Type: AWS::Serverless::Function
            Properties:
              VpcConfig: {{SubnetIds: [!Ref Public], SecurityGroupIds: [sg-0123456789abcdef0]}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for placement in app.network.placements.values():
            function = placement.function
            public = [subnet.resource.name for subnet in placement.subnets if subnet.way is Way.INTERNET]
            dual = function.resource["VpcConfig.Ipv6AllowedForDualStack"]
            if public and dual.flag(False) is False:
                needed = _needed(app, placement)
                if needed:
                    place = function.resource["VpcConfig.SubnetIds"]
                    yield self.finding(place, _message(function.name, public, needed), functions=[function])


def _needed(app: Application, placement: Placement) -> list[str]:
    """What the function is to call outside its network, for people."""
    address = external_address(placement.function)
    found = [f"`{action}`" for action in unreachable(app, placement).values()]
    return found + ([f"the address in `{address.name}`"] if address is not None else [])


def _message(name: str, public: Sequence[str], needed: Sequence[str]) -> str:
    where = f"public subnet{'s' if len(public) > 1 else ''} {listing(public)}"
    return f"{name} runs in {where}, where it gets no public address: {listing(needed, 3)} cannot be reached."
