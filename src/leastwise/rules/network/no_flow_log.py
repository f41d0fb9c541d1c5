"""Nothing records who talked to whom in the network."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.resource import Resource
from leastwise.rules.rule import Example, Rule


class NoFlowLog(Rule):
    id = "no-flow-log"
    title = "Network without flow logs"
    why = """
After an incident the first questions are where the data went and what else was reached. Flow logs answer them: every
connection with its addresses, ports and bytes, allowed or refused. Without them the network leaves no trace.
"""
    remediation = """
Send the flow logs of the network to a bucket or a log group with a retention period.

- Template: an `AWS::EC2::FlowLog` with `ResourceType: VPC`, `ResourceId: !Ref Vpc` and `TrafficType: ALL`.
- Terraform: an `aws_flow_log` with `vpc_id` and `traffic_type = "ALL"`.
- Console: VPC > *Your VPCs* > the network > *Flow logs* > *Create flow log*.
- CLI: `aws ec2 create-flow-logs --resource-type VPC --resource-ids VPC --traffic-type ALL --log-destination-type s3
  --log-destination arn:aws:s3:::BUCKET`.
"""
    severity = Severity.LOW
    persona = Persona.AUDITOR
    cwe = ("CWE-778",)
    references = {
        "fsbp": ("EC2.6",),
        "cis-aws": ("3.7",),
        "nist-800-53": ("AU-12", "CA-7"),
        "hipaa": ("164.312(b)",),
        "well-architected": ("SEC04-BP01",),
        "aws": ("https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html",),
    }

    bad = Example.cloudformation(
        """
        Resources:
          Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
          Inside: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
        """,
        at="Resources.Vpc",
    )
    good = Example.cloudformation(
        """
        Resources:
          Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
          Flows:
            Type: AWS::EC2::FlowLog
            Properties:
              ResourceType: VPC
              ResourceId: !Ref Vpc
              TrafficType: REJECT
              LogDestinationType: s3
              LogDestination: arn:aws:s3:::flow-logs
          Other: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16}}
          Inside: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Other, CidrBlock: 10.1.0.0/24}}
          InsideFlows:
            Type: AWS::EC2::FlowLog
            Properties: {ResourceType: Subnet, ResourceId: !Ref Inside, TrafficType: ALL, LogGroupName: flows}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        logged = [_network(app, log) for log in app.resources("AWS::EC2::FlowLog")]
        for vpc in app.resources("AWS::EC2::VPC"):
            if vpc not in logged and None not in logged:
                yield self.finding(vpc[()], f"No flow log records the traffic of {vpc.name}.")


def _network(app: Application, log: Resource) -> Resource | None:
    """The network that a flow log is of, also where it is only of a part; `None` where that is not known."""
    found = app.referenced(log.properties.get("ResourceId"))
    if found is None or found.type == "AWS::EC2::VPC":
        return found
    return app.referenced(found.properties.get("VpcId"), "AWS::EC2::VPC")
