"""What plugins change about what is deployed, and what is said about those that are not known."""

from collections.abc import Callable
from typing import Any

import pytest

from leastwise.model.graph import AuthKind, TriggerKind
from leastwise.model.value import display

Deploy = Callable[..., Any]

ARN, HERE = "arn:${AWS::Partition}:", "${AWS::Region}:${AWS::AccountId}"


def test_plugins_that_are_not_known_are_named_once(deployed: Deploy) -> None:
    service = deployed(
        """
        plugins:
          - serverless-offline
          - strange-plugin
          - ./plugins/mine
          - serverless-pipes
          - strange-plugin
        functions: {hello: {handler: h.handler}}
        """
    )
    assert [(u.kind, u.line, u.reason.split(";")[0]) for u in service.unread] == [
        ("limit", 7, "plugin strange-plugin is not known here"),
        ("limit", 8, "plugin ./plugins/mine is code of the service and not run"),
        ("limit", 9, "plugin serverless-pipes deploys pipes of EventBridge"),
    ]


def test_plugins_may_be_given_as_modules(deployed: Deploy) -> None:
    service = deployed("plugins: {localPath: ./p, modules: [one]}\nfunctions: {hello: {handler: h.handler}}\n")
    assert [u.reason.split(";")[0] for u in service.unread] == ["plugin one is not known here"]


@pytest.mark.parametrize("where", ["plugin", "built in"])
def test_domains(deployed: Deploy, where: str) -> None:
    custom = """
        plugins: [serverless-domain-manager]
        custom:
          customDomain:
            domainName: shop.example
            basePath: v1
            endpointType: regional
            securityPolicy: tls_1_0
            tlsTruststoreUri: s3://bucket/trust.pem
        """
    text = "functions: {hello: {handler: h.handler, events: [http: GET /]}}\n"
    if where == "plugin":
        service = deployed(custom + "\n        " + text)
    else:
        service = deployed(
            text,
            provider="""
            domain:
              name: shop.example
              basePath: v1
              endpointType: regional
              securityPolicy: tls_1_0
              tlsTruststoreUri: s3://bucket/trust.pem
            """,
        )
    assert service["ShopexampleDomainName"]["SecurityPolicy"].value == "TLS_1_0"
    assert service.line("ShopexampleDomainName", "SecurityPolicy") == "securityPolicy: tls_1_0"
    assert display(service["ShopexampleDomainNameRestMapping"]["RestApiId"].value) == "${ApiGatewayRestApi}"


def test_retention_of_logs(deployed: Deploy) -> None:
    service = deployed(
        """
        plugins: [serverless-plugin-log-retention]
        custom: {logRetentionInDays: 30}
        functions:
          hello: {handler: h.handler}
          other: {handler: h.handler, logRetentionInDays: 7}
        """
    )
    assert service["HelloLogGroup"]["RetentionInDays"].value == 30
    assert service["OtherLogGroup"]["RetentionInDays"].value == 7


def test_alarms_watch_functions(deployed: Deploy) -> None:
    service = deployed(
        """
        plugins: [serverless-plugin-aws-alerts]
        custom:
          alerts:
            topics: {alarm: {topic: alarms}}
            alarms: [functionErrors]
        functions:
          hello: {handler: h.handler, alarms: [{name: functionThrottles, threshold: 5}]}
        """
    )
    assert display(service["HelloFunctionErrorsAlarm"]["Dimensions.0.Value"].value) == "${HelloLambdaFunction}"
    assert display(service["HelloFunctionErrorsAlarm"]["AlarmActions.0"].value) == "${AwsAlertsAlarm}"
    assert service["HelloFunctionThrottlesAlarm"]["Threshold"].value == 5


def test_alarms_of_other_stages_are_not_deployed(deployed: Deploy) -> None:
    service = deployed(
        """
        plugins: [serverless-plugin-aws-alerts]
        custom: {alerts: {stages: [production], alarms: [functionErrors]}}
        functions: {hello: {handler: h.handler}}
        """
    )
    assert "HelloFunctionErrorsAlarm" not in service


def test_routes_to_services(deployed: Deploy) -> None:
    service = deployed(
        """
        plugins: [serverless-apigateway-service-proxy, serverless-associate-waf]
        custom:
          associateWaf: {name: shield, version: V2}
          apiGatewayServiceProxies:
            - sqs: {path: /jobs, method: post, queueName: !GetAtt Queue.QueueName}
            - dynamodb: {path: /items, method: put, tableName: !Ref Table, action: PutItem, authorizationType: AWS_IAM}
            - teleport: {path: /far, method: post}
        resources:
          Resources:
            Queue: {Type: AWS::SQS::Queue}
            Table: {Type: AWS::DynamoDB::Table}
            Shield: {Type: AWS::WAFv2::WebACL, Properties: {Name: shield}}
        """
    )
    found = {route.path: (route.auth, route.target.name) for route in service.app.routes}
    assert found == {"/jobs": (AuthKind.NONE, "Queue"), "/items": (AuthKind.IAM, "Table")}
    assert display(service["ApiGatewayRestApiWaf"]["WebACLArn"].value) == "${Shield.Arn}"
    assert [u.reason for u in service.unread] == ["the proxy to teleport is not known here; its route is not seen"]


def test_state_machines(deployed: Deploy) -> None:
    service = deployed(
        """
        plugins: [serverless-step-functions]
        stepFunctions:
          stateMachines:
            order-flow:
              events:
                - http: {path: orders, method: post}
                - schedule: rate(1 day)
              definition:
                StartAt: Work
                States:
                  Work: {Type: Task, Resource: !GetAtt hello.Arn, Next: Tell}
                  Tell: {Type: Task, Resource: "arn:aws:states:::mediaconvert:createJob", Next: Note}
                  Note:
                    Type: Task
                    Resource: arn:aws:states:::dynamodb:putItem
                    Parameters: {TableName: !Ref Table}
                    End: true
        functions: {hello: {handler: h.handler}}
        resources:
          Resources:
            Table: {Type: AWS::DynamoDB::Table}
        """
    )
    (trigger,) = service.app.all_triggers
    assert (trigger.kind, trigger.function.name) == (TriggerKind.STATE_MACHINE, "hello")
    assert trigger.source == "app/serverless.yml:order-flow"
    (route,) = service.app.routes
    assert (route.path, route.auth, route.target.name) == ("/orders", AuthKind.NONE, "order-flow")
    role = next(role for role in service.app.roles if role.resource and "StateMachineRole" in role.resource.key)
    actions = {action for statement in role.statements for action in statement.actions}
    assert {"lambda:InvokeFunction", "dynamodb:PutItem"} <= actions
    assert not role.grants_by_author
    (unread,) = service.unread
    assert unread.reason.startswith("what a task of OrderDashflowStepFunctionsStateMachineRole needs its role for")


@pytest.mark.parametrize(
    ("call", "parameters", "granted"),
    [
        ("dynamodb:putItem", "TableName: !Ref Table", {"dynamodb:PutItem": ["${Table.Arn}"]}),
        ("dynamodb:getItem", "TableName: orders", {"dynamodb:GetItem": [f"{ARN}dynamodb:{HERE}:table/orders"]}),
        ("dynamodb:getItem", "TableName.$: $.table", {"dynamodb:GetItem": ["*"]}),
        (
            "aws-sdk:dynamodb:query",
            "{TableName: orders, IndexName: day}",
            {"dynamodb:Query": [f"{ARN}dynamodb:{HERE}:table/orders/index/day"]},
        ),
        (
            "aws-sdk:dynamodb:batchGetItem",
            "RequestItems: {orders: {}, items.$: $.items}",
            {"dynamodb:BatchGetItem": [f"{ARN}dynamodb:{HERE}:table/{name}" for name in ("orders", "items")]},
        ),
        ("sqs:sendMessage.waitForTaskToken", "QueueUrl: !Ref Queue", {"sqs:SendMessage": ["${Queue.Arn}"]}),
        (
            "sqs:sendMessage",
            "QueueUrl: https://sqs.eu-west-1.amazonaws.com/111122223333/jobs",
            {"sqs:SendMessage": [f"{ARN}sqs:eu-west-1:111122223333:jobs"]},
        ),
        ("sns:publish", "Message: hello", {}),
        (
            "events:putEvents",
            "Entries: [{Source: a}, {Source: b, EventBusName: shop}]",
            {"events:PutEvents": [f"{ARN}events:{HERE}:event-bus/{name}" for name in ("default", "shop")]},
        ),
        ("s3:getObject", "{Bucket: files, Key.$: $.key}", {"s3:GetObject": [f"{ARN}s3:::files/*"]}),
        (
            "aws-sdk:scheduler:deleteSchedule",
            "Name: one",
            {"scheduler:DeleteSchedule": [f"{ARN}scheduler:{HERE}:schedule/default/*"]},
        ),
        (
            "lambda:invoke",
            "FunctionName: other",
            {"lambda:InvokeFunction": [f"{ARN}lambda:{HERE}:function:other", f"{ARN}lambda:{HERE}:function:other:*"]},
        ),
        ("lambda:invoke", "{FunctionName.$: $.f, AllowedFunctions: [a, b]}", {"lambda:InvokeFunction": ["a", "b"]}),
    ],
)
def test_what_a_state_machine_is_granted(
    deployed: Deploy, call: str, parameters: str, granted: dict[str, list[str]]
) -> None:
    """https://github.com/serverless-operations/serverless-step-functions, lib/deploy/stepFunctions/iamStrategies"""
    service = deployed(
        f"""
        plugins: [serverless-step-functions]
        stepFunctions:
          stateMachines:
            flow:
              definition:
                StartAt: Work
                States:
                  Work:
                    Type: Task
                    Resource: arn:aws:states:::{call}
                    Parameters: {parameters if parameters.startswith("{") else f"{{{parameters}}}"}
        resources:
          Resources:
            Table: {{Type: AWS::DynamoDB::Table}}
            Queue: {{Type: AWS::SQS::Queue}}
        """,
        provider='rolePermissionsBoundary: "arn:aws:iam::111122223333:policy/bound"',
    )
    (role,) = (role for role in service.app.roles if role.resource and "StateMachineRole" in role.resource.key)
    found = {action: [*map(display, one.resources)] for one in role.statements for action in one.actions}
    assert found == granted
    assert all(
        one.property.span[0].line(one.property.location.line).strip() == f"Resource: arn:aws:states:::{call}"
        for one in role.statements
    )
    assert role.resource and role.resource["PermissionsBoundary"].value == "arn:aws:iam::111122223333:policy/bound"


MODERN = """
        appSync:
          name: graph
          authentication: {type: API_KEY}
          additionalAuthentications:
            - {type: AWS_LAMBDA, config: {functionName: check}}
          introspection: false
          dataSources:
            work: {type: AWS_LAMBDA, config: {functionName: hello}}
          resolvers:
            Query.user: work
            Mutation.add: {functions: [{dataSource: work}]}
          waf: {rules: [throttle]}
        """

LEGACY = """
        plugins: [serverless-appsync-plugin]
        custom:
          appSync:
            name: graph
            authenticationType: API_KEY
            additionalAuthenticationProviders:
              - {authenticationType: AWS_LAMBDA, lambdaAuthorizerConfig: {functionName: check}}
            dataSources:
              - {type: AWS_LAMBDA, name: work, config: {functionName: hello}}
            mappingTemplates:
              - {type: Query, field: user, dataSource: work}
              - {type: Mutation, field: add, dataSource: work}
            wafConfig: {rules: [throttle]}
        """


@pytest.mark.parametrize("form", [MODERN, LEGACY], ids=["modern", "legacy"])
def test_graphql_apis(deployed: Deploy, form: str) -> None:
    service = deployed(form + "\n        functions: {hello: {handler: h.handler}, check: {handler: h.check}}\n")
    found = {(route.method, route.auth, route.function.name) for route in service.app.routes}
    assert found == {
        ("Query.user", AuthKind.API_KEY, "hello"),
        ("Mutation.add", AuthKind.API_KEY, "hello"),
    }
    assert (TriggerKind.AUTHORIZER, "check") in {(t.kind, t.function.name) for t in service.app.all_triggers}
    assert service["GraphQlWaf"]["Rules.0.Statement.RateBasedStatement.Limit"].value == 100
    assert service["GraphQlApi"]["AuthenticationType"].by == "author"
    assert not service.unread


@pytest.mark.parametrize("odd", ["null", "[]", "5", "[5, {}]", "{a: {}}", "'text'", "{a: [[]], b: {a: 5}}"])
def test_odd_settings_of_plugins_never_stop_the_rest(deployed: Deploy, odd: str) -> None:
    service = deployed(
        f"""
        plugins: [serverless-domain-manager, serverless-plugin-aws-alerts, serverless-apigateway-service-proxy,
          serverless-associate-waf, serverless-plugin-log-retention, serverless-step-functions,
          serverless-appsync-plugin, serverless-plugin-tracing, {odd}]
        custom: {{customDomain: {odd}, alerts: {{topics: {odd}, alarms: {odd}, definitions: {odd}}},
          apiGatewayServiceProxies: {odd}, associateWaf: {odd}, logRetentionInDays: {odd},
          appSync: {{authentication: {odd}, dataSources: {odd}, resolvers: {odd}, waf: {odd}, logging: {odd}}}}}
        stepFunctions: {{stateMachines: {{a: {odd}, b: {{definition: {odd}, events: {odd}, loggingConfig: {odd}}}}}}}
        functions: {{hello: {{handler: h.handler, alarms: {odd}, events: [schedule: rate(1 day)]}}}}
        """
    )
    assert [trigger.function.name for trigger in service.app.all_triggers] == ["hello"]
    assert not any("internal error" in unread.reason for unread in service.unread)
