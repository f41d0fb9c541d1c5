"""Applications out of a few lines of CloudFormation."""

from collections.abc import Callable, Mapping
from textwrap import dedent, indent

import pytest

from leastwise.model.application import Application
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read

Read = Callable[..., Application]

FUNCTION = """
Fn:
  Type: AWS::Lambda::Function
  Properties: {Runtime: python3.12, Handler: app.handler, Code: {ZipFile: x}}
"""


@pytest.fixture
def application() -> Read:
    """Read resources, written as the block below `Resources`; a function `Fn` is there where the text has none."""

    def make(resources: str, *, head: str = "", files: Mapping[str, str] | None = None) -> Application:
        text = dedent(resources).strip("\n") + "\n"
        if "\nFn:" not in "\n" + text:
            text += FUNCTION
        template = f"{dedent(head)}\nResources:\n{indent(text, '  ')}"
        found = list(read(MemoryFiles({"template.yaml": template, **(files or {})}), ["template.yaml"]))
        assert [reading.id for reading in found] == ["template.yaml"]
        return found[0].worlds[0]

    return make


EVERYTHING = """
Fn:
  Type: AWS::Lambda::Function
  Properties:
    Runtime: python3.12
    Handler: app.handler
    Role: !GetAtt Role.Arn
    Code: {LocalPath: src}
    VpcConfig: {SubnetIds: [!Ref Subnet], SecurityGroupIds: [!Ref Around]}
Role:
  Type: AWS::IAM::Role
  Properties:
    AssumeRolePolicyDocument: {Statement: {Effect: Allow, Action: "sts:AssumeRole", Principal: {Service: lambda.amazonaws.com}}}
    ManagedPolicyArns: [!Ref Managed, "arn:aws:iam::aws:policy/AmazonS3FullAccess"]
    Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: ["s3:*"], Resource: !GetAtt Bucket.Arn}]}}]
Managed: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: {Statement: [{Effect: Allow, Action: "*", Resource: "*"}]}}}
Policy: {Type: AWS::IAM::Policy, Properties: {Roles: [!Ref Role], PolicyDocument: {Statement: []}}}
Rest:
  Type: AWS::ApiGateway::RestApi
  Properties:
    Policy: {Statement: [{Effect: Allow, Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*"}]}
    Body:
      securityDefinitions: {auth: {type: apiKey, x-amazon-apigateway-authorizer: {type: token, authorizerUri: !GetAtt Fn.Arn}}}
      paths: {/a: {get: {security: [{auth: []}], x-amazon-apigateway-integration: {type: aws_proxy, uri: !GetAtt Fn.Arn}}}}
Part: {Type: AWS::ApiGateway::Resource, Properties: {RestApiId: !Ref Rest, ParentId: !GetAtt Rest.RootResourceId, PathPart: b}}
Method:
  Type: AWS::ApiGateway::Method
  Properties: {RestApiId: !Ref Rest, ResourceId: !Ref Part, HttpMethod: GET, Integration: {Uri: !GetAtt Fn.Arn}}
Http: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP, Target: !GetAtt Fn.Arn}}
Int: {Type: AWS::ApiGatewayV2::Integration, Properties: {ApiId: !Ref Http, IntegrationUri: !GetAtt Fn.Arn}}
HttpRoute: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Http, RouteKey: GET /, Target: !Sub "integrations/${Int}"}}
Url: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref Fn, AuthType: NONE}}
Queue: {Type: AWS::SQS::Queue}
QueuePolicy: {Type: AWS::SQS::QueuePolicy, Properties: {Queues: [!Ref Queue], PolicyDocument: {Statement: []}}}
Mapping: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref Fn, EventSourceArn: !GetAtt Queue.Arn}}
Topic: {Type: AWS::SNS::Topic, Properties: {Subscription: [{Protocol: lambda, Endpoint: !GetAtt Fn.Arn}]}}
Bucket:
  Type: AWS::S3::Bucket
  Properties: {NotificationConfiguration: {LambdaConfigurations: [{Event: "s3:*", Function: !GetAtt Fn.Arn}]}}
Rule: {Type: AWS::Events::Rule, Properties: {EventPattern: {source: [a]}, Targets: [{Arn: !GetAtt Fn.Arn}]}}
Machine: {Type: AWS::StepFunctions::StateMachine, Properties: {DefinitionString: '{"States": {"A": {"Resource": "x"}}}'}}
Group: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {TargetType: lambda, Targets: [{Id: !GetAtt Fn.Arn}]}}
Listener:
  Type: AWS::ElasticLoadBalancingV2::Listener
  Properties: {LoadBalancerArn: !Ref Balancer, DefaultActions: [{Type: forward, TargetGroupArn: !Ref Group}]}
Balancer: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Scheme: internal}}
Pool: {Type: AWS::Cognito::UserPool, Properties: {LambdaConfig: {PreSignUp: !GetAtt Fn.Arn}}}
Permission: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref Fn, Action: x, Principal: "*"}}
Logs: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !Sub "/aws/lambda/${Fn}"}}
Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc}}
Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
Uses: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Subnet, RouteTableId: !Ref Table}}
Out: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: nat-1}}
Around: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !Ref Vpc, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 1, ToPort: 2}]}}
In: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !Ref Around, IpProtocol: -1, CidrIp: 0.0.0.0/0}}
Near: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, ServiceName: !Sub "com.amazonaws.${AWS::Region}.s3"}}
"""


@pytest.fixture(scope="session")
def application_of_everything() -> Application:
    """An application with a bit of everything, to be mutated."""
    template = "Resources:\n" + indent(EVERYTHING, "  ")
    (found,) = read(MemoryFiles({"template.yaml": template, "src/app.py": ""}), ["template.yaml"])
    return found.worlds[0]
