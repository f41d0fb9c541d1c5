"""A function in a network may open connections to every address there is."""

from collections.abc import Iterator, Sequence

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.network import Opening, Placement, Way
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing


class OpenEgress(Rule):
    id = "open-egress"
    title = "Function may talk to anywhere"
    why = """
Code that was taken over sends what it finds to a server of the attacker, and fetches more from there. A security group
is the one control that stops it, and AWS lets everything out of a group for which nobody wrote an egress rule. Where
the subnets lead nowhere else there is nowhere to talk to, and it is no finding.
"""
    remediation = """
Let out only what the function talks to: the group of its database, the prefix lists of S3 and DynamoDB, the VPC
endpoints, HTTPS where a service on the internet is needed.

- Template: `SecurityGroupEgress` with `DestinationSecurityGroupId`, `DestinationPrefixListId`, or port 443 alone.
- Console: VPC > *Security groups* > the group > *Outbound rules* > *Edit outbound rules*.
- CLI: `aws ec2 revoke-security-group-egress --group-id GROUP --protocol all --cidr 0.0.0.0/0`.
"""
    severity = Severity.LOW
    persona = Persona.PEDANTIC
    cwe = ("CWE-284",)
    references = {
        "nist-800-53": ("AC-4", "SC-7(5)"),
        "well-architected": ("SEC05-BP02",),
        "aws": (
            "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
            "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
        ),
    }

    bad = (
        Example.sam(
            """
            Resources:
              Outward:
                Type: AWS::EC2::SecurityGroup
                Properties:
                  GroupDescription: orders
                  VpcId: vpc-0123456789abcdef0
              Orders:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  VpcConfig:
                    SubnetIds: [subnet-0123456789abcdef0, subnet-0123456789abcdef1]
                    SecurityGroupIds: [!Ref Outward]
            """,
            at="Resources.Outward.Properties.SecurityGroupEgress",
        ),
        Example.cloudformation(
            """
            Resources:
              Outward:
                Type: AWS::EC2::SecurityGroup
                Properties:
                  GroupDescription: orders
                  SecurityGroupEgress:
                    - {IpProtocol: -1, CidrIp: 0.0.0.0/0}
              Orders:
                Type: AWS::Lambda::Function
                Properties:
                  Runtime: python3.13
                  Handler: index.handler
                  Role: arn:aws:iam::123456789012:role/orders
                  Code: {ZipFile: "def handler(event, context): pass"}
                  VpcConfig: {SubnetIds: [subnet-0123456789abcdef0], SecurityGroupIds: [!GetAtt Outward.GroupId]}
            """,
            at="Resources.Outward.Properties.SecurityGroupEgress.0.CidrIp",
        ),
    )
    good = Example.sam(
        """
        Globals:
          Function: {Runtime: python3.13, Handler: app.handler, InlineCode: "def handler(event, context): pass"}
        Resources:
          Narrow:
            Type: AWS::EC2::SecurityGroup
            Properties:
              GroupDescription: orders
              SecurityGroupEgress:
                - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}
                - {IpProtocol: tcp, FromPort: 5432, ToPort: 5432, DestinationSecurityGroupId: sg-0123456789abcdef0}
          Orders:
            Type: AWS::Serverless::Function
            Properties: {VpcConfig: {SubnetIds: [subnet-0123456789abcdef0], SecurityGroupIds: [!Ref Narrow]}}
          Bastion: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: around no function}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for group in app.network.groups.values():
            inside = [p for p in app.network.placements.values() if group in p.groups and not _nowhere(p)]
            wide = next(_wide(group.egress), None)
            if not inside or not (group.any_egress or wide):
                continue
            names = listing(placement.function.name for placement in inside)
            missing = group.resource["SecurityGroupEgress"]
            yield self.finding(
                wide.anywhere if wide is not None and wide.anywhere is not None else missing,
                f"{group.resource.name} lets {names} talk to every address on every port"
                + (": without an egress rule AWS lets everything out." if group.any_egress else "."),
                functions=[placement.function for placement in inside],
            )


def _nowhere(placement: Placement) -> bool:
    """Whether its subnets lead nowhere: a public one does not either, because a function has no public address."""
    return placement.ways <= {Way.NONE, Way.INTERNET}


def _wide(egress: Sequence[Opening]) -> Iterator[Opening]:
    for opening in egress:
        everything = opening.ports is not None and opening.ports[1] - opening.ports[0] >= 65534
        if opening.anywhere is not None and everything and opening.protocol in ("-1", "tcp", "6"):
            yield opening
