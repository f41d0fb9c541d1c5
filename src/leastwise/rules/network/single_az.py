"""A function in one Availability Zone stops when that zone does."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.graph import Function
from leastwise.model.resource import Property
from leastwise.model.value import Seq
from leastwise.rules.rule import Example, Rule


class SingleAz(Rule):
    id = "single-az"
    title = "Function in a single Availability Zone"
    why = """
Lambda spreads a function over the zones of its subnets. With one subnet, or several in one zone, the function cannot
run while that zone fails, or while the addresses of that one subnet are used up.
"""
    remediation = """
Give the function private subnets in at least two zones.

- Template: `VpcConfig: {SubnetIds: [!Ref PrivateA, !Ref PrivateB]}`, the subnets with different `AvailabilityZone`.
- Console: Lambda > the function > *Configuration* > *VPC* > *Edit* > *Subnets*.
- CLI: `aws lambda update-function-configuration --function-name NAME --vpc-config
  SubnetIds=SUBNET-A,SUBNET-B,SecurityGroupIds=GROUP`.
"""
    severity = Severity.LOW
    persona = Persona.PEDANTIC
    references = {
        "fsbp": ("Lambda.5",),
        "nist-800-53": ("CP-10", "SC-5(2)"),
        "well-architected": ("REL10-BP01",),
        "aws": (
            "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html#lambda-5",
        ),
    }

    bad = (
        Example.sam(
            """
            Resources:
              Orders:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  VpcConfig:
                    SecurityGroupIds: [sg-0123456789abcdef0]
                    SubnetIds: [subnet-0123456789abcdef0]
            """,
            at="Resources.Orders.Properties.VpcConfig.SubnetIds",
        ),
        Example.sam(
            """
            Globals:
              Function:
                VpcConfig: {SecurityGroupIds: [sg-0123456789abcdef0], SubnetIds: [!Ref One, !Ref Two]}
            Resources:
              Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
              One:
                Type: AWS::EC2::Subnet
                Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24, AvailabilityZone: eu-west-1a}
              Two:
                Type: AWS::EC2::Subnet
                Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, AvailabilityZone: eu-west-1a}
              Orders:
                Type: AWS::Serverless::Function
                Properties: {Runtime: python3.13, Handler: app.handler, InlineCode: "def handler(event, context): pass"}
            """,
            at="Globals.Function.VpcConfig.SubnetIds",
        ),
    )
    good = Example.sam(
        """
        Parameters:
          Subnets: {Type: "List<AWS::EC2::Subnet::Id>"}
        Globals:
          Function: {Runtime: python3.13, Handler: app.handler, InlineCode: "def handler(event, context): pass"}
        Resources:
          Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
          One:
            Type: AWS::EC2::Subnet
            Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24, AvailabilityZone: !Select [0, !GetAZs ""]}
          Two:
            Type: AWS::EC2::Subnet
            Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, AvailabilityZone: !Select [1, !GetAZs ""]}
          Orders:
            Type: AWS::Serverless::Function
            Properties: {VpcConfig: {SecurityGroupIds: [sg-0123456789abcdef0], SubnetIds: [!Ref One, !Ref Two]}}
          Given:
            Type: AWS::Serverless::Function
            Properties: {VpcConfig: {SecurityGroupIds: [sg-0123456789abcdef0], SubnetIds: !Ref Subnets}}
          Outside: {Type: AWS::Serverless::Function}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for function in app.functions:
            place = function.resource["VpcConfig.SubnetIds"]
            why = _single(app, function, place)
            if why:
                yield self.finding(
                    place, f"{function.name} runs in {why}: it stops when the zone does.", functions=[function]
                )


def _single(app: Application, function: Function, place: Property) -> str:
    """What makes all of a function's subnets one zone, for people; empty where they may be in several."""
    written = place.value
    if not isinstance(written, Seq):
        return ""
    if len(written) == 1:
        # A list inside the list is only known when it is deployed, and may hold several.
        return "one subnet" if isinstance(written[0], str) or app.referenced(written[0], "AWS::EC2::Subnet") else ""
    placement = app.network.placements.get(function.id)
    if placement is None or not placement.subnets_known:
        return ""
    zones = {subnet.resource["AvailabilityZone"].text() for subnet in placement.subnets}
    zone = next(iter(zones), None)
    return f"{len(placement.subnets)} subnets, all in {zone}" if len(zones) == 1 and zone else ""
