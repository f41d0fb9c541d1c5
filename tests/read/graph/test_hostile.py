"""Whatever stands in the properties, the graph is built: nothing raises, and values of odd types are passed over."""

import copy

from hypothesis import given, settings
from hypothesis import strategies as st

from leastwise.model.application import Application, Stack, World
from leastwise.model.record import replace
from leastwise.model.resource import Resource
from leastwise.model.source import Source
from leastwise.model.value import Concat, Import, Map, Parameter, Reference, Seq, Unknown
from leastwise.read.files import MemoryFiles
from leastwise.read.graph import build
from leastwise.read.graph.stores import _KINDS, _POLICIES
from leastwise.read.graph.wiring import WIRES

SOURCE = Source("template.yaml", "Resources:\n")
SPAN = (SOURCE, 0, 9, 10, 11)

TYPES = sorted(
    {
        *(wire.type for wire in WIRES),
        *(policy[0] for policy in _POLICIES),
        *(kinds[0] for kinds in _KINDS.values()),
        "AWS::ApiGateway::Authorizer",
        "AWS::ApiGateway::BasePathMapping",
        "AWS::ApiGateway::DomainName",
        "AWS::ApiGateway::Method",
        "AWS::ApiGateway::Resource",
        "AWS::ApiGateway::RestApi",
        "AWS::ApiGatewayV2::Api",
        "AWS::ApiGatewayV2::Authorizer",
        "AWS::ApiGatewayV2::Integration",
        "AWS::ApiGatewayV2::Route",
        "AWS::AppSync::DataSource",
        "AWS::AppSync::FunctionConfiguration",
        "AWS::AppSync::GraphQLApi",
        "AWS::AppSync::Resolver",
        "AWS::BedrockAgentCore::Gateway",
        "AWS::BedrockAgentCore::GatewayTarget",
        "AWS::Cognito::UserPool",
        "AWS::EC2::Route",
        "AWS::EC2::RouteTable",
        "AWS::EC2::SecurityGroup",
        "AWS::EC2::SecurityGroupIngress",
        "AWS::EC2::Subnet",
        "AWS::EC2::SubnetRouteTableAssociation",
        "AWS::EC2::VPC",
        "AWS::EC2::VPCEndpoint",
        "AWS::ElasticLoadBalancingV2::Listener",
        "AWS::ElasticLoadBalancingV2::ListenerRule",
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        "AWS::Events::Rule",
        "AWS::IAM::ManagedPolicy",
        "AWS::IAM::Policy",
        "AWS::IAM::Role",
        "AWS::IAM::RolePolicy",
        "AWS::IoT::Authorizer",
        "AWS::Lambda::Alias",
        "AWS::Lambda::EventSourceMapping",
        "AWS::Lambda::Function",
        "AWS::Lambda::Permission",
        "AWS::Lambda::Url",
        "AWS::Logs::LogGroup",
        "AWS::SNS::Subscription",
        "AWS::Scheduler::Schedule",
        "AWS::StepFunctions::StateMachine",
        "AWS::VpcLattice::Listener",
        "AWS::VpcLattice::Rule",
        "AWS::VpcLattice::Service",
        "AWS::VpcLattice::ServiceNetworkServiceAssociation",
        "AWS::VpcLattice::TargetGroup",
        "Custom::S3BucketNotifications",
    }
)

FN = Reference("template.yaml:R0", "Arn")

WORDS = st.sampled_from(
    "Action Actions Alias ApiId Arn AssumeRolePolicyDocument Attributes AuthType AuthorizationType AuthorizerId AuthorizerUri "
    "Body Code Condition DataSourceName DefaultAction DefaultActions Definition DefinitionString DefinitionSubstitutions "
    "DistributionConfig Effect Endpoint EventPattern EventSourceArn Forward ForwardConfig FunctionName Handler HttpMethod Id "
    "Integration IntegrationUri LambdaConfig LocalPath LoggingConfig LogGroup LogGroupName ManagedPolicyArns "
    "NotificationConfiguration Origins ParentId PathPart Policies Policy PolicyDocument Principal Properties Protocol "
    "Resource ResourceId ResourcePolicy RestApiId Role RoleName Roles RouteKey Rule Runtime Source SourceArn Statement States "
    "Subscription Target TargetGroups TargetOriginId Targets TargetType Topics Type Uri ZipFile get paths post security "
    "securityDefinitions uri x-amazon-apigateway-any-method x-amazon-apigateway-authorizer x-amazon-apigateway-integration "
    "x-amazon-apigateway-policy".split()
)

LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 999),
    st.sampled_from(
        ["", "*", "Allow", "lambda", "NONE", "GET /a", "arn:aws:lambda:::function:x", "arn:", ":", "{", "[]", "../x", "${A}",
         '{"Statement": [{}]}', '{"States": {"A": {"Resource": "x"}}}', "https://sqs.", "/aws/lambda/", "\ue0000\ue001"]
    ),
    st.sampled_from(
        [FN, Reference("template.yaml:R1", "Ref"), Reference("gone:X", "Ref"), Parameter("P"), Import("i"), Unknown("why"),
         Concat((FN, ":live")), Concat(("arn:aws:s3:::", FN, "/*")), Concat(('{"Statement": "', FN, '"}'))]
    ),
)  # fmt: skip


def _map(entries):
    return Map(SPAN, entries)


VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: Seq(SPAN, items)),
        st.dictionaries(WORDS, inner, max_size=4).map(_map),
    ),
    max_leaves=12,
)
RESOURCES = st.lists(st.tuples(st.sampled_from(TYPES), st.one_of(VALUES, st.dictionaries(WORDS, VALUES, max_size=6).map(_map))),
                     max_size=8)  # fmt: skip


def graph(resources) -> Application:
    made = {}
    for index, (type_, properties) in enumerate([("AWS::Lambda::Function", Map(SPAN)), *resources]):
        name = f"R{index}"
        body = Map(SPAN, {"Type": type_, "Properties": properties})
        made[name] = Resource(f"template.yaml:{name}", f"template.yaml:{name}", name, type_, body, SPAN)
    stack = Stack("template.yaml", "template.yaml", made, {})
    app = build(
        id="template.yaml",
        framework="cloudformation",
        stacks=(stack,),
        world=World(),
        files=MemoryFiles({"src/app.py": ""}),
        unread=[],
    )
    for statement in (*app.invoke_permissions, *(s for role in app.roles for s in role.statements)):
        assert statement.conditional in (True, False)
        assert len(statement.actions) == len(statement.action_properties()) or statement.property.path == ()
    for trigger in app.all_triggers:
        assert trigger.property.location.file == "template.yaml"
    for function in app.functions:
        app.exposure(function)
    return app


@settings(max_examples=200)
@given(RESOURCES)
def test_nothing_raises(resources):
    graph(resources)


@given(VALUES)
def test_any_value_may_be_asked_for(value):
    app = graph([("AWS::S3::Bucket", Map(SPAN, {"BucketName": value}))])
    app.referenced(value)
    app.function_of(value)


def _mutate(value, draw):
    if isinstance(value, (Map, Seq)) and value and draw(st.booleans()):
        new = copy.copy(value)
        key = draw(st.sampled_from(sorted(value) if isinstance(value, Map) else range(len(value))))
        new[key] = _mutate(value[key], draw)
        return new
    return draw(VALUES) if draw(st.booleans()) else value


@settings(max_examples=100)
@given(st.data())
def test_a_mutated_application_is_still_read(application_of_everything, data):
    stack = application_of_everything.stacks[0]
    resources = dict(stack.resources)
    for name in data.draw(st.sets(st.sampled_from(sorted(resources)), max_size=5)):
        body = copy.copy(resources[name].body)
        body["Properties"] = _mutate(body.get("Properties"), data.draw)
        resources[name] = replace(resources[name], body=body)
    build(
        id="template.yaml",
        framework="cloudformation",
        stacks=(replace(stack, resources=resources),),
        world=World(),
        files=MemoryFiles({}),
        unread=[],
    )
