"""Where subnets lead, what security groups let through, which endpoints there are, and where functions run."""

import pytest

from leastwise.model.network import Way

VPC = """
Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
"""
TABLE = (
    VPC
    + """
Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
Uses: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Subnet, RouteTableId: !Ref Table}}
Gateway: {Type: AWS::EC2::InternetGateway}
Attached: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway}}
Nat: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref Subnet}}
Inner: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref Subnet, ConnectivityType: private}}
Vpn: {Type: AWS::EC2::VPNGateway, Properties: {Type: ipsec.1}}
"""
)
ROUTE = "Out: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, %s}}\n"


def way(application, text, **given):
    (subnet,) = application(text, **given).network.subnets.values()
    return subnet.way


@pytest.mark.parametrize(
    ("route", "expected"),
    [
        ("DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway", Way.INTERNET),
        ("DestinationCidrBlock: 0.0.0.0/0, GatewayId: !GetAtt Attached.InternetGatewayId", Way.INTERNET),
        ("DestinationCidrBlock: 0.0.0.0/0, GatewayId: igw-0123456789abcdef0", Way.INTERNET),
        ("DestinationCidrBlock: 0.0.0.0/0, GatewayId: !ImportValue gateway", Way.UNKNOWN),
        ("DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Vpn", Way.ELSEWHERE),
        ("DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat", Way.NAT),
        ("DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !ImportValue nat", Way.NAT),
        ("DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Inner", Way.ELSEWHERE),
        ("DestinationCidrBlock: 0.0.0.0/0, TransitGatewayId: tgw-0123456789abcdef0", Way.ELSEWHERE),
        ("DestinationCidrBlock: 10.1.0.0/16, VpcPeeringConnectionId: pcx-0123456789abcdef0", Way.ELSEWHERE),
        ("DestinationCidrBlock: !ImportValue range, GatewayId: !Ref Gateway", Way.UNKNOWN),
        ('DestinationIpv6CidrBlock: "::/0", GatewayId: !Ref Gateway', Way.NONE),
    ],
)
def test_a_subnet_leads_where_its_default_route_does(application, route, expected):
    assert way(application, TABLE + ROUTE % route) == expected


def test_a_subnet_of_a_new_network_without_routes_leads_nowhere(application):
    assert way(application, VPC) == Way.NONE


def test_where_a_subnet_of_a_foreign_network_leads_is_not_known(application):
    assert way(application, VPC.replace("!Ref Vpc", "!ImportValue vpc")) == Way.UNKNOWN


def test_an_association_that_is_not_known_may_be_that_of_any_subnet(application):
    hidden = (
        "Any: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !ImportValue s, RouteTableId: r}}\n"
    )
    assert way(application, VPC + hidden) == Way.UNKNOWN


def test_a_table_that_is_not_known_leads_nobody_knows_where(application):
    assert way(application, TABLE.replace("RouteTableId: !Ref Table", "RouteTableId: !ImportValue t")) == Way.UNKNOWN


def group(application, *texts):
    (found,) = application("".join(texts)).network.groups.values()
    return found


GROUP = "Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g%s}}\n"


def test_rules_of_a_group_are_written_in_it_or_beside_it(application):
    found = group(
        application,
        GROUP % ', SecurityGroupIngress: [{IpProtocol: tcp, FromPort: "22", ToPort: 22, CidrIp: 10.0.0.0/8}]',
        'In: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !Ref Group, IpProtocol: "-1", CidrIpv6: "::/0"}}\n',
        "Out: {Type: AWS::EC2::SecurityGroupEgress, Properties: {GroupId: !GetAtt Group.GroupId, IpProtocol: all, CidrIp: 0.0.0.0/0}}\n",
    )
    inner, beside = found.ingress
    assert (inner.protocol, inner.ports, inner.anywhere) == ("tcp", (22, 22), None)
    assert (beside.protocol, beside.ports, beside.anywhere.resource.name) == ("-1", (0, 65535), "In")
    assert [(rule.protocol, rule.anywhere.name) for rule in found.egress] == [("-1", "CidrIp")]
    assert not found.any_egress


def test_a_group_without_egress_rules_lets_everything_out(application):
    assert group(application, GROUP % "").any_egress
    assert not group(application, GROUP % ", SecurityGroupEgress: !ImportValue rules").any_egress


def test_a_range_or_port_that_is_not_known_lets_nobody_in(application):
    found = group(
        application,
        GROUP
        % ", SecurityGroupIngress: [{IpProtocol: tcp, FromPort: !ImportValue p, ToPort: 22, CidrIp: !ImportValue c}]",
    )
    assert [(rule.ports, rule.anywhere) for rule in found.ingress] == [(None, None)]


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ('!Sub "com.amazonaws.${AWS::Region}.s3"', "s3"),
        ("com.amazonaws.eu-west-1.ecr.api", "ecr.api"),
        ("!Join [., [com.amazonaws, !Ref AWS::Region, execute-api]]", "execute-api"),
        ('!Sub "cn.com.amazonaws.${AWS::Region}.sns"', "sns"),
        ("!ImportValue service", None),
        ('!Sub "com.amazonaws.${AWS::Region}.${AWS::StackName}"', None),
    ],
)
def test_an_endpoint_is_for_a_service(application, name, service):
    app = application(
        f"{VPC}End: {{Type: AWS::EC2::VPCEndpoint, Properties: {{VpcId: !Ref Vpc, ServiceName: {name}}}}}\n"
    )
    (endpoint,) = app.network.endpoints
    assert (endpoint.vpc.name, endpoint.service) == ("Vpc", service)


FN = "Fn: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.13, Handler: a.b, Code: {ZipFile: x}, VpcConfig: %s}}\n"


def test_a_function_runs_in_its_subnets(application):
    app = application(VPC + GROUP % "" + FN % "{SubnetIds: [!Ref Subnet], SecurityGroupIds: [!Ref Group]}")
    (placement,) = app.network.placements.values()
    assert [subnet.resource.name for subnet in placement.subnets] == ["Subnet"]
    assert [found.resource.name for found in placement.groups] == ["Group"]
    assert (placement.vpc.name, placement.ways) == ("Vpc", {Way.NONE})
    assert list(app.network.inside(placement.vpc)) == [placement]


def test_what_is_not_of_the_application_is_not_known(application):
    app = application(
        VPC + FN % "{SubnetIds: [!Ref Subnet, !ImportValue other], SecurityGroupIds: !ImportValue groups}"
    )
    (placement,) = app.network.placements.values()
    assert (placement.subnets_known, placement.groups_known) == (False, False)
    assert placement.ways == {Way.NONE, Way.UNKNOWN}


@pytest.mark.parametrize("config", ["{SubnetIds: [], SecurityGroupIds: []}", "{}", "!ImportValue config", "3"])
def test_a_function_without_subnets_is_in_no_network(application, config):
    assert not application(VPC + FN % config).network.placements


def test_integrations_are_where_they_are_written(application):
    app = application("""
        Rest:
          Type: AWS::ApiGateway::RestApi
          Properties: {Body: {paths: {/a: {get: {x-amazon-apigateway-integration: {type: aws_proxy, uri: !GetAtt Fn.Arn, timeoutInMillis: 5}}}}}}
        Method:
          Type: AWS::ApiGateway::Method
          Properties: {RestApiId: !Ref Rest, HttpMethod: GET, Integration: {Uri: !GetAtt Fn.Arn, TimeoutInMillis: 5}}
        Http: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP}}
        Int: {Type: AWS::ApiGatewayV2::Integration, Properties: {ApiId: !Ref Http, IntegrationUri: !GetAtt Fn.Arn, TimeoutInMillis: 5}}
        Route: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Http, RouteKey: GET /, Target: !Sub "integrations/${Int}"}}
        """)
    times = [
        route.integration[key].number()
        for route in app.routes
        for key in ("TimeoutInMillis", "timeoutInMillis")
        if route.integration[key].present
    ]
    assert times == [5, 5, 5]
