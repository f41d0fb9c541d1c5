"""A security group lets the whole internet connect to what only a few should reach."""

from collections.abc import Iterator, Sequence

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.network import Opening
from leastwise.model.resource import Resource
from leastwise.model.value import references
from leastwise.read.tables import table
from leastwise.rules.network._attached import FUNCTION, is_public, only_listens, users
from leastwise.rules.rule import Example, Option, Rule
from leastwise.rules.words import listing


class OpenIngress(Rule):
    id = "open-ingress"
    title = "Security group open to every address"
    why = """
`0.0.0.0/0` on a port is an invitation to every scanner of the internet: within minutes passwords are tried on SSH, RDP,
databases and brokers, and every hole in the server is open to all. Behind a load balancer it lets callers go past it.
Ports 80 and 443 are what a web server is for and are no finding, nor is a group attached to functions alone, to which
nothing can connect, or to load balancers, which answer on the ports of their listeners only.
"""
    remediation = """
Name who connects: best another security group, otherwise the addresses of your own network.

- Template: `SourceSecurityGroupId: !Ref ClientGroup` instead of `CidrIp: 0.0.0.0/0`; for a shell use Session Manager or
  an `AWS::EC2::InstanceConnectEndpoint`, and no open port at all.
- Console: VPC > *Security groups* > the group > *Inbound rules* > *Edit inbound rules*.
- CLI: `aws ec2 revoke-security-group-ingress --group-id GROUP --protocol tcp --port 22 --cidr 0.0.0.0/0`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-284",)
    references = {
        "fsbp": ("EC2.18", "EC2.19"),
        "cis-aws": ("5.3", "5.4"),
        "nist-800-53": ("AC-4", "SC-7"),
        "pci-dss": ("1.3.1",),
        "hipaa": ("164.312(e)(1)",),
        "well-architected": ("SEC05-BP02",),
        "aws": (
            "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-18",
        ),
    }
    options = {"ports": Option("80 443", "ports that may be open to everybody, separated by spaces")}

    bad = (
        Example.cloudformation(
            """
            Resources:
              Access:
                Type: AWS::EC2::SecurityGroup
                Properties:
                  GroupDescription: bastion
                  VpcId: vpc-0123456789abcdef0
                  SecurityGroupIngress:
                    - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}
                    - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}
              Bastion:
                Type: AWS::EC2::Instance
                Properties: {ImageId: ami-0123456789abcdef0, SecurityGroupIds: [!Ref Access]}
            """,
            at="Resources.Access.Properties.SecurityGroupIngress.1.CidrIp",
        ),
        Example.cloudformation(
            """
            Resources:
              Access:
                Type: AWS::EC2::SecurityGroup
                Properties: {GroupDescription: orders, VpcId: vpc-0123456789abcdef0}
              Anybody:
                Type: AWS::EC2::SecurityGroupIngress
                Properties: {GroupId: !GetAtt Access.GroupId, IpProtocol: -1, CidrIpv6: "::/0"}
              Orders:
                Type: AWS::RDS::DBInstance
                Properties: {Engine: postgres, PubliclyAccessible: true, VPCSecurityGroups: [!Ref Access]}
            """,
            at="Resources.Anybody.Properties.CidrIpv6",
        ),
    )
    good = Example.sam(
        """
        Parameters:
          Office: {Type: String}
        Resources:
          Web:
            Type: AWS::EC2::SecurityGroup
            Properties:
              GroupDescription: web
              SecurityGroupIngress:
                - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}
                - {IpProtocol: icmp, FromPort: -1, ToPort: -1, CidrIp: 0.0.0.0/0}
                - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !Ref Office}
          Orders:
            Type: AWS::EC2::SecurityGroup
            Properties:
              GroupDescription: orders
              SecurityGroupIngress:
                - {IpProtocol: tcp, FromPort: 5432, ToPort: 5432, SourceSecurityGroupId: !Ref Web}
          Idle:
            Type: AWS::EC2::SecurityGroup
            Properties:
              GroupDescription: nothing connects to a function
              SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 0, ToPort: 65535, CidrIp: 0.0.0.0/0}]
          Work:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.13
              Handler: app.handler
              InlineCode: "def handler(event, context): pass"
              VpcConfig: {SubnetIds: [subnet-0123456789abcdef0], SecurityGroupIds: [!Ref Idle]}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for group in app.network.groups.values():
            wide = [opening for opening in group.ingress if opening.anywhere is not None and self._matters(opening)]
            if not wide:
                continue
            around = users(app, group.resource)
            hidden = any(not placement.groups_known for placement in app.network.placements.values())
            if all(resource.type == FUNCTION or only_listens(resource) for resource in around) and (around or hidden):
                continue
            severity, reason = _severity(app, around, wide)
            exported = not around and _exported(app, group.resource)
            place = wide[0].anywhere or wide[0].property
            yield self.finding(
                place,
                f"{group.resource.name} lets every address in on {_ports(wide)}{_around(around)}.",
                severity=severity,
                severity_reason="handed on by an output; what it is attached to is not known" if exported else reason,
                persona=Persona.AUDITOR if exported else None,
            )

    def _matters(self, opening: Opening) -> bool:
        if opening.ports is None or opening.protocol is None or opening.protocol.startswith(("icmp", "1", "58")):
            return False
        allowed = {int(port) for port in self.option("ports").split() if port.isdecimal()}
        first, last = opening.ports
        return last - first >= len(allowed) or not allowed.issuperset(range(first, last + 1))


def _severity(app: Application, around: Sequence[Resource], wide: Sequence[Opening]) -> tuple[Severity | None, str]:
    if not around:
        return Severity.LOW, "nothing in the application is attached to it"
    open_ones = [is_public(app, resource) for resource in around]
    if all(flag is False for flag in open_ones):
        names = listing(resource.name for resource in around)
        return Severity.LOW, f"{names} can only be reached from within the network"
    public = next((resource for resource, flag in zip(around, open_ones, strict=True) if flag), None)
    if public is not None and any(_all(opening) for opening in wide):
        return Severity.HIGH, f"{public.name} has a public address and every port is open"
    return None, ""


def _exported(app: Application, group: Resource) -> bool:
    """Whether a stack hands the group on, to be attached by others."""
    outputs = [value for stack in app.stacks for value, _ in stack.outputs.values()]
    return any(reference.resource == group.key for value in outputs for reference in references(value))


def _around(around: Sequence[Resource]) -> str:
    return f"; it is attached to {listing(resource.name for resource in around)}" if around else ""


def _all(opening: Opening) -> bool:
    return opening.ports is not None and opening.ports[1] - opening.ports[0] >= 65534


def _ports(wide: Sequence[Opening]) -> str:
    """The open ports for people; all of them where all are open."""
    if any(opening.protocol == "-1" for opening in wide):
        return "every port and protocol"
    if any(_all(opening) for opening in wide):
        return "every port"
    told = dict.fromkeys(_port(*opening.ports) for opening in wide if opening.ports)
    return f"port{'s' if len(told) > 1 else ''} {listing(told)}"


def _port(first: int, last: int) -> str:
    name = table(__file__, "ports")["names"].get(str(first), "")
    if first != last:
        return f"{first}–{last}"
    return f"{first} ({name})" if name else str(first)
