"""Security groups, ACLs, routes and load balancers: blocks of lists that are many things in CloudFormation."""

import json

import pytest

from leastwise.model.network import Way
from leastwise.read.terraform.render import render
from leastwise.read.terraform.written import json_syntax

NETWORK = """
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}
"""


def properties(app, type_):
    return {r.name: dict(r.properties) for r in app.resources(type_)}


def test_a_group_has_a_rule_for_every_source_at_its_own_place(application):
    app = application(
        NETWORK
        + """
resource "aws_security_group" "web" {
  vpc_id = aws_vpc.main.id
  ingress {
    from_port        = 443
    to_port          = 443
    protocol         = "tcp"
    cidr_blocks      = ["10.0.0.0/8", "0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
    self             = true
  }
}
"""
    )
    (group,) = app.resources("AWS::EC2::SecurityGroup")
    rules = list(group["SecurityGroupIngress"].items())
    assert [{k: v for k, v in rule.value.items() if "Port" not in k and k != "IpProtocol"} for rule in rules] == [
        {"CidrIp": "10.0.0.0/8"},
        {"CidrIp": "0.0.0.0/0"},
        {"CidrIpv6": "::/0"},
        {"SourceSecurityGroupId": group.neighbour("aws_security_group.web", "GroupId")},
    ]
    assert all(rule["FromPort"].value == 443 for rule in rules)
    assert (rules[1]["CidrIp"].location.line, rules[1]["CidrIp"].location.column) == (16, 39)


def test_terraform_takes_away_the_rule_that_lets_everything_out(application):
    app = application(NETWORK + 'resource "aws_security_group" "g" {\n  vpc_id = aws_vpc.main.id\n}\n')
    (group,) = app.network.groups.values()
    assert not group.any_egress
    assert group.egress == ()


def test_rules_apart_from_their_group_belong_to_it(application):
    app = application(
        NETWORK
        + """
resource "aws_security_group" "g" {
  vpc_id = aws_vpc.main.id
}
resource "aws_security_group_rule" "in" {
  type              = "ingress"
  security_group_id = aws_security_group.g.id
  from_port         = 22
  to_port           = 22
  protocol          = "tcp"
  cidr_blocks       = ["10.0.0.0/8", "0.0.0.0/0"]
}
resource "aws_security_group_rule" "out" {
  type                     = "egress"
  security_group_id        = aws_security_group.g.id
  from_port                = 0
  to_port                  = 0
  protocol                 = "-1"
  source_security_group_id = aws_security_group.g.id
}
resource "aws_vpc_security_group_ingress_rule" "new" {
  security_group_id = aws_security_group.g.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}
"""
    )
    (group,) = app.network.groups.values()
    assert [opening.property.resource.name for opening in group.ingress] == [
        "aws_security_group_rule.in",
        "aws_security_group_rule.in#1",
        "aws_vpc_security_group_ingress_rule.new",
    ]
    assert [opening.anywhere is not None for opening in group.ingress] == [False, True, True]
    (out,) = app.resources("AWS::EC2::SecurityGroupEgress")
    assert out.get("DestinationSecurityGroupId").resource == group.resource.key


def test_a_rule_of_which_the_direction_is_not_known_opens_nothing(application):
    app = application(
        NETWORK
        + """
variable "direction" {}
resource "aws_security_group" "g" {
  vpc_id = aws_vpc.main.id
}
resource "aws_security_group_rule" "r" {
  type              = var.direction
  security_group_id = aws_security_group.g.id
  from_port         = 22
  to_port           = 22
  protocol          = "tcp"
  cidr_blocks       = ["0.0.0.0/0"]
}
"""
    )
    (group,) = app.network.groups.values()
    assert [opening.anywhere for opening in group.ingress] == [None]


def test_entries_and_subnets_of_an_acl_are_resources(application):
    app = application(
        NETWORK
        + """
resource "aws_network_acl" "acl" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.a.id]
  ingress {
    protocol   = "tcp"
    rule_no    = 100
    action     = "allow"
    cidr_block = "0.0.0.0/0"
    from_port  = 80
    to_port    = 90
  }
}
"""
    )
    (entry,) = app.resources("AWS::EC2::NetworkAclEntry")
    assert entry.name == "aws_network_acl.acl.ingress[0]"
    assert entry.location.line == 13
    assert {k: v for k, v in entry.properties.items() if k != "NetworkAclId"} == {
        "Protocol": 6,
        "RuleNumber": 100,
        "RuleAction": "allow",
        "CidrBlock": "0.0.0.0/0",
        "PortRange": {"From": 80, "To": 90},
        "Egress": False,
    }
    (link,) = app.resources("AWS::EC2::SubnetNetworkAclAssociation")
    assert app.referenced(link.get("SubnetId"), "AWS::EC2::Subnet").name == "aws_subnet.a"


ROUTES = (
    NETWORK
    + """
resource "aws_internet_gateway" "out" {
  vpc_id = aws_vpc.main.id
}
resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.a.id
  route_table_id = aws_route_table.t.id
}
"""
)


def test_a_route_inside_the_table_leads_out(application):
    app = application(
        ROUTES
        + """
resource "aws_route_table" "t" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.out.id
  }
}
"""
    )
    assert [subnet.way for subnet in app.network.subnets.values()] == [Way.INTERNET]


def test_a_route_of_its_own_leads_out(application):
    app = application(
        ROUTES
        + """
resource "aws_route_table" "t" {
  vpc_id = aws_vpc.main.id
}
resource "aws_route" "r" {
  route_table_id         = aws_route_table.t.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.out.id
}
"""
    )
    assert [subnet.way for subnet in app.network.subnets.values()] == [Way.INTERNET]


def test_with_a_main_table_it_is_not_said_where_subnets_without_one_lead(application):
    app = application(
        NETWORK
        + """
resource "aws_default_route_table" "t" {
  default_route_table_id = aws_vpc.main.default_route_table_id
}
"""
    )
    assert [subnet.way for subnet in app.network.subnets.values()] == [Way.UNKNOWN]


def test_the_settings_of_a_load_balancer_are_its_attributes(application):
    app = application(
        """
resource "aws_alb" "front" {
  internal                   = false
  drop_invalid_header_fields = true
  subnets                    = ["subnet-1"]
  access_logs {
    bucket  = "logs"
    enabled = true
  }
}
resource "aws_lb_listener" "tls" {
  load_balancer_arn = aws_alb.front.arn
  protocol          = "HTTPS"
  certificate_arn   = "arn:aws:acm:eu-west-1:123456789012:certificate/1"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.f.arn
  }
}
resource "aws_lb_target_group" "f" {
  target_type = "lambda"
}
resource "aws_lb_target_group_attachment" "f" {
  target_group_arn = aws_lb_target_group.f.arn
  target_id        = "arn:aws:lambda:eu-west-1:123456789012:function:f"
}
"""
    )
    (front,) = app.resources("AWS::ElasticLoadBalancingV2::LoadBalancer")
    assert front.get("Scheme") == "internet-facing"
    assert {item["Key"]: item["Value"] for item in front.get("LoadBalancerAttributes")} == {
        "routing.http.drop_invalid_header_fields.enabled": "true",
        "access_logs.s3.bucket": "logs",
        "access_logs.s3.enabled": "true",
    }
    (listener,) = app.resources("AWS::ElasticLoadBalancingV2::Listener")
    assert listener["Certificates.0.CertificateArn"].value.endswith("certificate/1")
    (group,) = app.resources("AWS::ElasticLoadBalancingV2::TargetGroup")
    assert group["Targets.0.Id"].value.endswith("function:f")
    assert group["Targets.0.Id"].location.line == 25


@pytest.mark.parametrize(
    ("type_", "properties"),
    [
        ("AWS::EC2::FlowLog", "{ResourceType: Subnet, ResourceId: subnet-1, TrafficType: ALL}"),
        ("AWS::EC2::SecurityGroupEgress", "{GroupId: sg-1, IpProtocol: '-1', CidrIp: 0.0.0.0/0}"),
        ("AWS::EC2::NetworkAclEntry", "{Protocol: 6, RuleNumber: 1, RuleAction: allow, PortRange: {From: 1, To: 2}}"),
        (
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
            "{Scheme: internal, LoadBalancerAttributes: [{Key: deletion_protection.enabled, Value: 'true'}, "
            "{Key: access_logs.s3.bucket, Value: logs}]}",
        ),
        (
            "AWS::ElasticLoadBalancingV2::ListenerRule",
            "{Conditions: [{Field: path-pattern, PathPatternConfig: {Values: [/a]}}], Priority: 1}",
        ),
        ("AWS::RDS::DBInstance", "{DBClusterIdentifier: shop, DBInstanceClass: db.r6g.large, Engine: aurora-mysql}"),
        ("AWS::FSx::FileSystem", "{FileSystemType: LUSTRE, SubnetIds: [subnet-1]}"),
        (
            "AWS::WAFv2::WebACL",
            "{Scope: REGIONAL, Rules: [{Name: r, Priority: 1, Action: {Block: {}}, Statement: {NotStatement: "
            "{Statement: {GeoMatchStatement: {CountryCodes: [AQ]}}}}}], DefaultAction: {Allow: {}}}",
        ),
    ],
)
def test_terraform_can_say_it(readings, type_, properties):
    template = f"Resources:\n  It:\n    Type: {type_}\n    Properties: {properties}\n"
    (reading,) = readings({"template.yaml": template})
    (written,) = reading.worlds[0].resources(type_)
    made = render([written])
    assert made.left == []
    (again,) = readings({"main.tf.json": json.dumps(json_syntax(made.document))})
    (found,) = again.worlds[0].resources(type_)
    assert plain(found.properties) == plain(written.properties)


def plain(value):
    """A value in which it does not matter in what order a list of keys and values is."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return sorted((plain(item) for item in value), key=repr)
    return value
