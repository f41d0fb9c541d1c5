"""The network ACL around functions lets everything through, in and out."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.graph import Function
from leastwise.model.network import ANYWHERE
from leastwise.model.resource import Resource
from leastwise.model.value import is_true
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing


class OpenAcl(Rule):
    id = "open-acl"
    title = "Network ACL that lets everything through"
    why = """
A network ACL is the second line behind security groups: it holds for the whole subnet, whoever attaches which group to
what. One that allows every protocol from and to everywhere does nothing, and looks as if somebody had decided that.
Said only of ACLs in the template on subnets of functions; a subnet without one has the network's own, which is as open.
"""
    remediation = """
Allow what the subnet needs and let the rest fall to the final deny. ACLs keep no state: answers need the ephemeral
ports (1024–65535) in the other direction.

- Template: `AWS::EC2::NetworkAclEntry` with `Protocol: 6`, a `PortRange` and the range of the network.
- Console: VPC > *Network ACLs* > the ACL > *Edit inbound rules* and *Edit outbound rules*.
- CLI: `aws ec2 replace-network-acl-entry --network-acl-id ACL --ingress --rule-number 100 --protocol 6 --port-range
  From=443,To=443 --cidr-block 10.0.0.0/16 --rule-action allow`.
"""
    severity = Severity.LOW
    persona = Persona.PEDANTIC
    cwe = ("CWE-284",)
    references = {
        "fsbp": ("EC2.21",),
        "cis-aws": ("5.2",),
        "nist-800-53": ("AC-4(21)", "SC-7"),
        "pci-dss": ("1.3.1",),
        "well-architected": ("SEC05-BP02",),
        "aws": ("https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html",),
    }

    bad = Example.sam(
        """
        Resources:
          Inside: {Type: AWS::EC2::Subnet, Properties: {VpcId: vpc-0123456789abcdef0, CidrBlock: 10.0.0.0/24}}
          Acl: {Type: AWS::EC2::NetworkAcl, Properties: {VpcId: vpc-0123456789abcdef0}}
          Around:
            Type: AWS::EC2::SubnetNetworkAclAssociation
            Properties: {SubnetId: !Ref Inside, NetworkAclId: !Ref Acl}
          In:
            Type: AWS::EC2::NetworkAclEntry
            Properties:
              NetworkAclId: !Ref Acl
              RuleNumber: 100
              Protocol: -1
              RuleAction: allow
              CidrBlock: 0.0.0.0/0
          Out:
            Type: AWS::EC2::NetworkAclEntry
            Properties:
              NetworkAclId: !Ref Acl
              Egress: true
              RuleNumber: 100
              Protocol: -1
              RuleAction: allow
              CidrBlock: 0.0.0.0/0
          Orders:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.13
              Handler: app.handler
              InlineCode: "def handler(event, context): pass"
              VpcConfig: {SubnetIds: [!Ref Inside], SecurityGroupIds: [sg-0123456789abcdef0]}
        """,
        at="Resources.In.Properties.CidrBlock",
    )
    good = Example.sam(
        """
        Resources:
          Inside: {Type: AWS::EC2::Subnet, Properties: {VpcId: vpc-0123456789abcdef0, CidrBlock: 10.0.0.0/24}}
          Acl: {Type: AWS::EC2::NetworkAcl, Properties: {VpcId: vpc-0123456789abcdef0}}
          Around:
            Type: AWS::EC2::SubnetNetworkAclAssociation
            Properties: {SubnetId: !Ref Inside, NetworkAclId: !Ref Acl}
          In:
            Type: AWS::EC2::NetworkAclEntry
            Properties:
              NetworkAclId: !Ref Acl
              RuleNumber: 100
              Protocol: 6
              RuleAction: allow
              CidrBlock: 0.0.0.0/0
              PortRange: {From: 1024, To: 65535}
          Out:
            Type: AWS::EC2::NetworkAclEntry
            Properties:
              NetworkAclId: !Ref Acl
              Egress: true
              RuleNumber: 100
              Protocol: -1
              RuleAction: allow
              CidrBlock: 0.0.0.0/0
          Orders:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.13
              Handler: app.handler
              InlineCode: "def handler(event, context): pass"
              VpcConfig: {SubnetIds: [!Ref Inside], SecurityGroupIds: [sg-0123456789abcdef0]}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for acl in app.resources("AWS::EC2::NetworkAcl"):
            inside = _inside(app, acl)
            if not inside:
                continue
            entries = [e for e in app.resources("AWS::EC2::NetworkAclEntry") if _of(app, e, "NetworkAclId") == acl]
            into, out = _first(entries, egress=False), _first(entries, egress=True)
            if into is not None and out is not None and _everything(into) and _everything(out):
                names = listing(function.name for function in inside)
                yield self.finding(
                    into["CidrBlock"],
                    f"{acl.name}, around {names}, allows every protocol from and to every address.",
                    functions=inside,
                )


def _of(app: Application, resource: Resource, key: str) -> Resource | None:
    return app.referenced(resource.properties.get(key))


def _inside(app: Application, acl: Resource) -> list[Function]:
    """The functions in the subnets that an ACL is around."""
    subnets = {
        subnet.key
        for link in app.resources("AWS::EC2::SubnetNetworkAclAssociation")
        if _of(app, link, "NetworkAclId") == acl and (subnet := _of(app, link, "SubnetId")) is not None
    }
    placements = app.network.placements.values() if subnets else ()
    return [p.function for p in placements if any(subnet.resource.key in subnets for subnet in p.subnets)]


def _first(entries: list[Resource], *, egress: bool) -> Resource | None:
    """The entry of one direction that is looked at first; `None` where the order is not known."""
    found = [entry for entry in entries if is_true(entry.properties.get("Egress")) is egress]
    numbers = [entry["RuleNumber"].number() for entry in found]
    known = [number for number in numbers if isinstance(number, (int, float))]
    return found[known.index(min(known))] if known and len(known) == len(found) else None


def _everything(entry: Resource) -> bool:
    allowed = entry.properties.get("RuleAction")
    return (
        isinstance(allowed, str)
        and allowed.lower() == "allow"
        and entry["Protocol"].text() == "-1"
        and entry["CidrBlock"].text() in ANYWHERE
    )
