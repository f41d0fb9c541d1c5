"""What events of functions become: where they stand, who can send them, what is said when they cannot be read."""

from collections.abc import Callable
from typing import Any

import pytest

from leastwise.model.graph import AuthKind, Exposure, TriggerKind
from leastwise.model.value import display

Deploy = Callable[..., Any]


def kinds(service: Any) -> list[TriggerKind]:
    return [trigger.kind for trigger in service.app.all_triggers]


def reasons(service: Any) -> str:
    return "\n".join(unread.reason for unread in service.unread)


def test_a_route_stands_at_its_event_and_its_properties_at_what_says_them(deployed: Deploy) -> None:
    service = deployed(
        """
        functions:
          hello:
            handler: h.handler
            events:
              - http:
                  path: users/{id}
                  method: post
                  private: true
              - httpApi: GET /plain
        """
    )
    assert service.line("ApiGatewayMethodUsersIdVarPost") == "- http:"
    assert service.line("ApiGatewayMethodUsersIdVarPost", "HttpMethod") == "method: post"
    assert service.line("ApiGatewayMethodUsersIdVarPost", "ApiKeyRequired") == "private: true"
    assert service.line("HttpApiRouteGetPlain", "RouteKey") == "- httpApi: GET /plain"
    assert service["ApiGatewayMethodUsersIdVarPost"]["AuthorizationType"].missing == "authorizer"
    assert service["ApiGatewayMethodUsersIdVarPost"]["ApiKeyRequired"].by == "author"
    assert service["ApiGatewayMethodUsersIdVarPost"]["Integration.Type"].by == "framework"


@pytest.mark.parametrize(
    ("event", "auth"),
    [
        ("http: {path: a, method: get}", AuthKind.NONE),
        ("http: GET a", AuthKind.NONE),
        ("http: {path: a, method: get, private: true}", AuthKind.API_KEY),
        ("http: {path: a, method: get, authorizer: check}", AuthKind.LAMBDA),
        ("http: {path: a, method: get, authorizer: {name: check, type: request}}", AuthKind.LAMBDA),
        ("http: {path: a, method: get, authorizer: aws_iam}", AuthKind.IAM),
        ("http: {path: a, method: get, authorizer: {type: AWS_IAM}}", AuthKind.IAM),
        ("http: {path: a, method: get, authorizer: 'arn:aws:cognito-idp:x:1:userpool/u'}", AuthKind.COGNITO),
        ("http: {path: a, method: get, authorizer: 'arn:aws:lambda:x:1:function:f-check'}", AuthKind.LAMBDA),
        ("http: {path: a, method: get, authorizer: {type: COGNITO_USER_POOLS, authorizerId: x}}", AuthKind.COGNITO),
        ("http: {path: a, method: get, authorizer: {arn: !GetAtt Pool.Arn, name: p}}", AuthKind.COGNITO),
        ("httpApi: '*'", AuthKind.NONE),
        ("httpApi: {path: /a, method: '*', authorizer: token}", AuthKind.JWT),
        ("httpApi: {path: /a, method: get, authorizer: {name: asked}}", AuthKind.LAMBDA),
        ("httpApi: {path: /a, method: get, authorizer: {type: aws_iam}}", AuthKind.IAM),
        ("websocket: $connect", AuthKind.NONE),
        ("websocket: {route: $connect, authorizer: check}", AuthKind.LAMBDA),
        ("websocket: {route: $connect, authorizer: {arn: 'arn:aws:lambda:x:1:function:f'}}", AuthKind.LAMBDA),
    ],
)
def test_how_callers_of_a_route_are_known(deployed: Deploy, event: str, auth: AuthKind) -> None:
    service = deployed(
        f"""
        functions:
          check: {{handler: h.check}}
          hello:
            handler: h.handler
            events:
              - {event}
        resources:
          Resources:
            Pool: {{Type: AWS::Cognito::UserPool}}
        """,
        provider="""
        httpApi:
          authorizers:
            token: {type: jwt, issuerUrl: https://x.example, audience: [a], identitySource: $request.header.A}
            asked: {type: request, functionName: check}
        """,
    )
    (route,) = [route for route in service.app.routes if route.function is not None]
    assert (route.auth, route.function.name) == (auth, "hello")
    assert not service.unread


def test_an_api_that_is_there_already_is_not_deployed(deployed: Deploy) -> None:
    service = deployed(
        """
        functions:
          hello:
            handler: h.handler
            events:
              - http: GET users/list
              - httpApi: {path: /a, method: get, authorizer: {id: abc, type: request}}
              - websocket: $connect
        """,
        provider="""
        apiGateway: {restApiId: abc, restApiRootResourceId: root, restApiResources: {users: xyz}, websocketApiId: ws}
        httpApi: {id: def}
        """,
    )
    assert {"ApiGatewayRestApi", "ApiGatewayStage", "HttpApi", "HttpApiStage", "WebsocketsApi"}.isdisjoint(
        service.app.stacks[0].resources
    )
    assert service["ApiGatewayResourceUsersList"]["ParentId"].value == "xyz"
    assert service["ApiGatewayDeployment"]["StageName"].value == "dev"
    assert service["HttpApiRouteGetA"]["AuthorizerId"].value == "abc"
    assert {route.exposure for route in service.app.routes} <= {Exposure.UNKNOWN, Exposure.AUTHENTICATED}


def test_settings_of_a_stage_stand_where_the_provider_says_them(deployed: Deploy) -> None:
    service = deployed(
        "functions: {hello: {handler: h.handler, events: [http: GET /]}}\n",
        provider="""
        logs:
          restApi:
            level: ERROR
        tracing:
          apiGateway: true
        """,
    )
    assert service.line("ApiGatewayStage", "TracingEnabled") == "apiGateway: true"
    assert service.line("ApiGatewayStage", "MethodSettings.0.LoggingLevel") == "level: ERROR"
    assert service.line("ApiGatewayStage", "MethodSettings.0.DataTraceEnabled") == "restApi:"
    bare = deployed("functions: {hello: {handler: h.handler, events: [http: GET /]}}\n")
    assert bare["ApiGatewayStage"]["AccessLogSetting.DestinationArn"].missing == "provider.logs.restApi"
    assert bare.line("ApiGatewayRestApi") == "provider:"


def test_notifications_of_a_bucket_that_is_there_already(deployed: Deploy) -> None:
    service = deployed(
        """
        functions:
          hello:
            handler: h.handler
            events:
              - s3: {bucket: !Ref Photos, existing: true, rules: [{suffix: .jpg}]}
          other:
            handler: h.handler
            events:
              - s3: {bucket: elsewhere, existing: true}
        resources:
          Resources:
            Photos: {Type: AWS::S3::Bucket}
        """
    )
    found = {(t.function.name, t.kind, t.source) for t in service.app.all_triggers}
    assert found == {
        ("hello", TriggerKind.S3, "app/serverless.yml:Photos"),
        ("other", TriggerKind.S3, "elsewhere"),
    }
    assert "S3BucketElsewhere" not in service


def test_a_bucket_stands_where_the_provider_describes_it(deployed: Deploy) -> None:
    functions = """
        functions:
          hello:
            handler: h.handler
            events:
              - s3: photos
              - s3: plain
        """
    service = deployed(functions, provider="s3:\n  photos:\n    accessControl: Private")
    assert service.line("S3BucketPhotos") == "photos:"
    assert service["S3BucketPhotos"]["VersioningConfiguration.Status"].missing == "versioningConfiguration.Status"
    assert service.line("S3BucketPlain") == "- s3: plain"
    missing = service["S3BucketPlain"]["VersioningConfiguration.Status"].missing
    assert missing == "provider.s3.plain.versioningConfiguration.Status"


def test_a_stage_whose_logs_are_set_stands_there(deployed: Deploy) -> None:
    functions = """
        functions:
          hello: {handler: h.handler, events: [{http: GET /}]}
        """
    service = deployed(functions, provider="logs:\n  restApi: {accessLogging: false}")
    assert service.line("ApiGatewayStage").startswith("restApi:")
    assert service["ApiGatewayStage"]["AccessLogSetting.DestinationArn"].missing == "accessLogging"
    assert deployed(functions)["ApiGatewayStage"]["AccessLogSetting"].missing == "provider.logs.restApi"


def test_an_existing_pool_of_the_service_gets_the_trigger(deployed: Deploy) -> None:
    service = deployed(
        """
        functions:
          hello:
            handler: h.handler
            events:
              - cognitoUserPool: {pool: members, trigger: PreSignUp, existing: true}
        resources:
          Resources:
            Pool: {Type: AWS::Cognito::UserPool, Properties: {UserPoolName: members}}
        """
    )
    assert kinds(service) == [TriggerKind.COGNITO]
    assert service["Pool"]["LambdaConfig.PreSignUp"].by == "framework"


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ("sqs: !GetAtt Queue.Arn", TriggerKind.SQS),
        ("stream: !GetAtt Table.StreamArn", TriggerKind.DYNAMODB),
        ("sns: !Ref Topic", TriggerKind.SNS),
        ("s3: photos", TriggerKind.S3),
        ("schedule: rate(1 day)", TriggerKind.SCHEDULE),
        ("schedule: {rate: [rate(1 day)], method: scheduler}", TriggerKind.SCHEDULE),
        ("eventBridge: {eventBus: !Ref Bus, pattern: {source: [a]}}", TriggerKind.EVENTBRIDGE),
        ("cloudwatchEvent: {event: {source: [aws.ec2]}}", TriggerKind.EVENTBRIDGE),
        ("cloudwatchLog: /aws/lambda/x", TriggerKind.LOGS),
        ("iot: {sql: SELECT * FROM 'a'}", TriggerKind.IOT),
        ("alexaSkill", TriggerKind.PERMISSION),
        ("cognitoUserPool: {pool: users, trigger: PreSignUp}", TriggerKind.COGNITO),
        ("kafka: {bootstrapServers: [a], topic: t, accessConfigurations: {}}", TriggerKind.KAFKA),
        ("rabbitmq: {arn: 'arn:aws:mq:x:1:broker:b:b-1', queue: q, basicAuthArn: s}", TriggerKind.MQ),
        ("cloudFront: {eventType: viewer-request, origin: https://a.example}", TriggerKind.CLOUDFRONT),
        (
            "alb: {listenerArn: 'arn:aws:elasticloadbalancing:x:1:listener/app/b/c/d', priority: 1, "
            "conditions: {path: /}}",
            TriggerKind.ALB,
        ),
    ],
)
def test_every_kind_of_event_starts_its_function(deployed: Deploy, event: str, kind: TriggerKind) -> None:
    service = deployed(
        f"""
        functions:
          hello:
            handler: h.handler
            events:
              - {event}
        resources:
          Resources:
            Queue: {{Type: AWS::SQS::Queue}}
            Topic: {{Type: AWS::SNS::Topic}}
            Table: {{Type: AWS::DynamoDB::Table}}
            Bus: {{Type: AWS::Events::EventBus}}
        """
    )
    assert kinds(service) == [kind]
    (trigger,) = service.app.all_triggers
    assert trigger.function.name == "hello"
    line = trigger.property.location.line
    assert trigger.property.span[0].text.splitlines()[line - 1].strip() == f"- {event}"
    assert not service.unread


def test_what_events_need_is_granted_by_the_framework(deployed: Deploy) -> None:
    service = deployed(
        """
        functions:
          hello:
            handler: h.handler
            events:
              - sqs: !GetAtt Queue.Arn
        resources:
          Resources:
            Queue: {Type: AWS::SQS::Queue}
        """
    )
    (role,) = service.app.roles
    (statement,) = [s for s in role.statements if "sqs:ReceiveMessage" in s.actions]
    assert statement.by == "framework"
    assert [display(value) for value in statement.resources] == ["${Queue.Arn}"]


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ("carrierPigeon: {from: here}", "'carrierPigeon' is no event that is known here"),
        ("5", "an event of hello is no mapping"),
        ("sqs: {batchSize: 3}", "names no ARN"),
        ("http: {path: a}", "no path or no method"),
        ("http: 5", "the http event of hello is not known"),
        ("httpApi: {method: get}", "says no path"),
        ("httpApi: {path: /a, method: get, authorizer: nobody}", "nobody is not among provider.httpApi.authorizers"),
        ("http: {path: a, method: get, authorizer: nobody}", "nobody is no function of this service"),
        ("s3: {event: x}", "names no bucket"),
        ("alb: {priority: 1}", "names no listener"),
    ],
)
def test_what_cannot_be_followed_is_said(deployed: Deploy, event: str, said: str) -> None:
    service = deployed(f"functions:\n  hello:\n    handler: h.handler\n    events:\n      - {event}\n")
    assert said in reasons(service)
    assert all(unread.line == 9 for unread in service.unread)


KINDS = (
    "http httpApi websocket s3 sns sqs stream msk kafka activemq rabbitmq schedule cloudwatchEvent eventBridge "
    "cloudwatchLog iot iotFleetProvisioning alexaSkill alexaSmartHome cognitoUserPool alb cloudFront"
).split()
ODD = ["null", "[]", "{}", "5", "true", "''", "[[{}]]", "{arn: {}, path: [], method: {}, bucket: [1], rate: {}}"]


@pytest.mark.parametrize("kind", KINDS)
def test_odd_events_never_stop_the_rest(deployed: Deploy, kind: str) -> None:
    keys = (
        "path method authorizer cors request response integration private bucket rules existing event arn type "
        "consumer destinations filterPatterns topicName redrivePolicy rate input method pattern eventBus sql logGroup "
        "pool trigger listenerArn conditions healthCheck topic queue accessConfigurations origin behavior route"
    ).split()
    values = [*ODD, *(f"{{{', '.join(f'{key}: {odd}' for key in keys)}}}" for odd in ODD[:-1])]
    events = "".join(f"      - {kind}: {value}\n" for value in values)
    service = deployed(
        f"functions:\n  odd:\n    handler: h.a\n    events:\n{events}  good:\n    handler: h.b\n"
        "    events: [schedule: rate(1 day)]\n"
    )
    assert any(t.function.name == "good" for t in service.app.all_triggers)
    assert "internal error" not in reasons(service)


def test_paths_without_end_and_names_that_meet_are_said(deployed: Deploy) -> None:
    service = deployed(
        f"""
        functions:
          hello:
            handler: h.handler
            events:
              - http: GET {"a/" * 5000}
              - http: GET foo_bar
              - http: GET foobar
              - httpApi: GET /x
              - httpApi: GET /x
        """
    )
    assert "a path of 5,000 parts is taken for one" in reasons(service)
    assert "ApiGatewayResourceFoobar is made of two paths" in reasons(service)
    assert "HttpApiRouteGetX is made a second time" in reasons(service)


def test_what_is_not_known_stays_a_symbol(deployed: Deploy) -> None:
    service = deployed(
        """
        functions:
          hello:
            handler: h.handler
            events:
              - http: {path: "${env:WHERE}", method: get, private: "${env:CLOSED}"}
              - eventBridge: {eventBus: !Ref Bus, pattern: {source: [a]}}
              - eventBridge: {eventBus: default, pattern: {source: [a]}}
        resources:
          Resources:
            Bus: {Type: AWS::Events::EventBus}
        """
    )
    (route,) = service.app.routes
    assert route.function.name == "hello"
    assert display(service["Shopdevhellorule2EventBridgeRule"]["EventBusName"].value) == "${Bus}"
    assert not service["Shopdevhellorule3EventBridgeRule"]["EventBusName"].present


def test_settings_that_are_not_known_before_deployment_stay_symbols(deployed: Deploy) -> None:
    service = deployed(
        """
        functions:
          hello:
            handler: h.handler
            events:
              - schedule: {rate: rate(1 day), enabled: "${ssm:/on}"}
              - cognitoUserPool: {pool: p, trigger: CustomEmailSender, lambdaVersion: "${ssm:/v}"}
              - http:
                  path: a
                  method: get
                  integration: lambda
                  request: {parameters: {paths: {id: {mappedValue: "${ssm:/from}"}}}}
        """
    )
    assert display(service["HelloEventsRuleSchedule1"]["State"].value) == "${ssm:/on}"
    sender = service["CognitoUserPoolP"]["LambdaConfig.CustomEmailSender.LambdaVersion"]
    assert display(sender.value) == "${ssm:/v}"
    parameters = service["ApiGatewayMethodAGet"]["Integration.RequestParameters"].value
    assert display(parameters["integration.request.path.id"]) == "${ssm:/from}"
