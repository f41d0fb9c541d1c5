"""What functions of a service become, with what the provider says about all of them."""

from collections.abc import Callable
from typing import Any

import pytest

from leastwise.model.value import Concat, DynamicReference, display
from leastwise.rules.api.no_throttle import NoThrottle
from leastwise.rules.data.default_key import DefaultKey
from leastwise.rules.secrets.secret_resolved_at_deploy import SecretResolvedAtDeploy

Deploy = Callable[..., Any]


def test_function_is_known_by_its_key(deployed: Deploy) -> None:
    text = "functions:\n  get-user:\n    handler: src/users.get\n"
    (function,) = deployed(text, files={"app/src/users.py": ""}).app.functions
    assert function.id == "app/serverless.yml:get-user"
    assert function.name == "get-user"
    assert function.resource.key.endswith(":GetDashuserLambdaFunction")
    assert function.resource["FunctionName"].value == "shop-dev-get-user"
    assert function.code.file == "app/src/users.py"


def test_what_the_provider_says_keeps_its_place(deployed: Deploy) -> None:
    app = deployed(
        """
        functions:
          hello:
            handler: a.b
            timeout: 7
            tags: {tier: two}
            environment:
              MODE: function
        """,
        provider="""
        timeout: 20
        memorySize: 512
        architecture: arm64
        logRetentionInDays: 30
        tracing: {lambda: true}
        tags: {team: shop, tier: one}
        environment:
          MODE: provider
          TABLE: orders
        """,
    )
    hello = app["HelloLambdaFunction"]
    assert hello["Timeout"].value == 7
    assert app.line("HelloLambdaFunction", "Timeout") == "timeout: 7"
    assert app.line("HelloLambdaFunction", "MemorySize") == "memorySize: 512"
    assert hello["Architectures"].value == ["arm64"]
    assert hello["Environment.Variables"].value == {"MODE": "function", "TABLE": "orders"}
    assert app.line("HelloLambdaFunction", "Environment.Variables.MODE") == "MODE: function"
    assert app.line("HelloLambdaFunction", "Environment.Variables.TABLE") == "TABLE: orders"
    assert hello["TracingConfig.Mode"].value == "Active"
    assert app.line("HelloLambdaFunction", "TracingConfig.Mode") == "tracing: {lambda: true}"
    assert [(tag["Key"], tag["Value"]) for tag in hello["Tags"].value] == [("team", "shop"), ("tier", "two")]
    assert (app["HelloLogGroup"]["RetentionInDays"].value, app["HelloLogGroup"].by) == (30, "author")


def test_defaults_are_the_frameworks_own(deployed: Deploy) -> None:
    app = deployed("functions: {hello: {handler: a.b}}\n")
    hello = app["HelloLambdaFunction"]
    assert (hello["Timeout"].value, hello["Timeout"].by) == (6, "framework")
    assert (hello["MemorySize"].value, hello["MemorySize"].by) == (1024, "framework")
    assert hello["Runtime"].by == "author"
    assert app["HelloLogGroup"].by == "framework"


def test_what_is_missing_is_said_in_the_words_of_the_file(deployed: Deploy) -> None:
    hello = deployed("functions:\n  hello: {handler: a.b, logs: {logFormat: JSON}}\n")["HelloLambdaFunction"]
    assert hello["TracingConfig.Mode"].missing == "tracing"
    assert hello["DeadLetterConfig.TargetArn"].missing == "onError"
    assert hello["ReservedConcurrentExecutions"].missing == "reservedConcurrency"
    assert hello["LoggingConfig.LogGroup"].missing == "logGroup"
    assert hello["Timeout"].missing is None
    assert hello["TracingConfig.Mode"].location.line == 6


def test_a_function_leaves_the_network_of_all(deployed: Deploy) -> None:
    app = deployed(
        """
        functions:
          inside: {handler: a.b}
          outside: {handler: a.b, vpc: ~}
          elsewhere: {handler: a.b, vpc: {subnetIds: [subnet-2]}}
        """,
        provider="vpc: {securityGroupIds: [sg-1], subnetIds: [subnet-1]}",
    )
    assert app["InsideLambdaFunction"]["VpcConfig.SubnetIds"].value == ["subnet-1"]
    assert not app["OutsideLambdaFunction"]["VpcConfig"].present
    elsewhere = app["ElsewhereLambdaFunction"]["VpcConfig"].value
    assert elsewhere == {"SecurityGroupIds": ["sg-1"], "SubnetIds": ["subnet-2"]}


def test_url_without_authorizer_is_open(deployed: Deploy) -> None:
    app = deployed(
        """
        functions:
          open: {handler: a.b, url: true}
          closed: {handler: a.b, url: {authorizer: aws_iam, cors: {allowedOrigins: [https://shop.example]}}}
        """
    )
    assert app["OpenLambdaFunctionUrl"]["AuthType"].value == "NONE"
    assert "OpenLambdaPermissionFnUrl" in app
    closed = app["ClosedLambdaFunctionUrl"]
    assert closed["AuthType"].value == "AWS_IAM"
    assert closed["Cors.AllowOrigins"].value == ["https://shop.example"]
    assert closed["Cors.AllowMethods"].value == ["*"]
    assert "ClosedLambdaPermissionFnUrl" not in app


def test_a_url_without_settings_is_open_and_one_that_is_not_known_is_named(deployed: Deploy) -> None:
    app = deployed(
        """
        functions:
          open: {handler: a.b, url: {}}
          perhaps: {handler: a.b, url: "${ssm:/url}"}
        """
    )
    assert app["OpenLambdaFunctionUrl"]["AuthType"].value == "NONE"
    assert [(unread.line, unread.reason.partition(" is")[0]) for unread in app.unread] == [
        (7, "whether perhaps has a URL")
    ]


def test_published_functions_are_called_by_their_alias(deployed: Deploy) -> None:
    app = deployed(
        """
        functions:
          hello: {handler: a.b, url: true, provisionedConcurrency: 2, destinations: {onFailure: other}}
          other: {handler: a.b}
        """
    )
    assert display(app["HelloLambdaFunctionUrl"]["TargetFunctionArn"].value) == "${HelloProvConcLambdaAlias}"
    config = app["HelloLambdaEvConf"]
    assert config["Qualifier"].value == "provisioned"
    assert display(config["DestinationConfig.OnFailure.Destination"].value) == "${OtherLambdaFunction.Arn}"
    assert config["MaximumRetryAttempts"].missing == "maximumRetryAttempts"


def test_code_of_a_function_that_another_file_describes(deployed: Deploy) -> None:
    files = {"app/parts/hello.yml": "handler: src/hello.main\n", "app/src/hello.py": ""}
    app = deployed("functions:\n  hello: ${file(parts/hello.yml)}\n", files=files).app
    assert app.functions[0].code.file == "app/src/hello.py"


@pytest.mark.parametrize(
    ("function", "directory"),
    [("{handler: h.main, module: users}", "app/users"), ("{handler: users/h.main}", "app")],
)
def test_code_of_a_python_module(deployed: Deploy, function: str, directory: str) -> None:
    text = f"functions:\n  hello: {function}\nplugins: [serverless-python-requirements]\n"
    app = deployed(text, files={"app/users/h.py": ""}).app
    assert app.functions[0].code.directory == directory
    assert app.functions[0].code.file == "app/users/h.py"


def test_images(deployed: Deploy) -> None:
    app = deployed(
        """
        functions:
          built: {image: app}
          pulled: {image: {uri: "123456789012.dkr.ecr.eu-west-1.amazonaws.com/x@sha256:1", command: [a.b]}}
        """
    )
    built, pulled = app["BuiltLambdaFunction"], app["PulledLambdaFunction"]
    assert (built["PackageType"].value, built["Runtime"].present) == ("Image", False)
    assert pulled["Code.ImageUri"].value == "123456789012.dkr.ecr.eu-west-1.amazonaws.com/x@sha256:1"
    assert pulled["ImageConfig.Command"].value == ["a.b"]


def test_layers_and_who_may_use_them(deployed: Deploy) -> None:
    app = deployed(
        """
        layers:
          common: {path: layer, allowedAccounts: ["*"]}
        functions:
          hello: {handler: a.b, layers: [!Ref CommonLambdaLayer]}
        """
    )
    layer = app["CommonLambdaLayer"]
    assert (layer.id, layer["Content.LocalPath"].value) == ("app/serverless.yml:common", "layer")
    assert app["CommonWildLambdaLayerPermission"]["Principal"].value == "*"
    assert app.app.referenced(app["HelloLambdaFunction"]["Layers.0"].value) == layer


def test_resources_are_merged_into_what_is_generated(deployed: Deploy) -> None:
    app = deployed(
        """
        functions:
          hello: {handler: a.b}
        resources:
          Resources:
            HelloLogGroup: {Properties: {RetentionInDays: 14}}
            IamRoleLambdaExecution: {DeletionPolicy: Retain}
            HelloLambdaFunction:
              Type: AWS::Lambda::Function
              Properties: {TracingConfig: {Mode: Active}}
          extensions:
            HelloLambdaFunction: {Properties: {MemorySize: 256}}
        """
    )
    logs, hello = app["HelloLogGroup"], app["HelloLambdaFunction"]
    assert logs.type == "AWS::Logs::LogGroup"
    assert (logs["RetentionInDays"].value, logs["RetentionInDays"].by) == (14, "author")
    assert (logs["LogGroupName"].value, logs["LogGroupName"].by) == ("/aws/lambda/shop-dev-hello", "framework")
    assert app["IamRoleLambdaExecution"].body["DeletionPolicy"] == "Retain"
    assert not app.unread
    assert logs["KmsKeyId"].missing == "KmsKeyId"
    assert app.line("HelloLogGroup", "KmsKeyId").startswith("HelloLogGroup:")
    assert hello["TracingConfig.Mode"].value == "Active"
    assert (hello["MemorySize"].value, hello["MemorySize"].by) == (256, "author")
    assert hello["Handler"].value == "a.b"


def test_what_is_about_nothing_that_is_generated_is_named(deployed: Deploy) -> None:
    text = """
        functions: {hello: {handler: a.b}}
        resources:
          Resources: {Typo: {Properties: {RetentionInDays: 14}}}
          extensions: {Other: {Properties: {MemorySize: 256}}, HelloLogGroup: "${ssm:/more}"}
        """
    reasons = [unread.reason for unread in deployed(text).unread]
    assert any("Typo has no type" in reason for reason in reasons)
    assert any("extensions names Other" in reason for reason in reasons)
    assert any("says about HelloLogGroup" in reason for reason in reasons)


@pytest.mark.parametrize(
    "resources",
    [
        "extensions: {ApiGatewayStage: {Properties: {TracingEnabled: true}}}",
        "Resources: {ApiGatewayStage: {Properties: {TracingEnabled: true}}}",
    ],
)
def test_what_is_said_about_a_stage_that_is_in_no_template_is_named(deployed: Deploy, resources: str) -> None:
    text = f"functions: {{hello: {{handler: a.b, events: [http: GET /]}}}}\nresources: {{{resources}}}\n"
    (unread,) = deployed(text).unread
    assert unread.line == 6
    assert unread.reason.startswith("ApiGatewayStage cannot be changed here, unless a plugin makes it")


def test_a_stage_of_the_author_s_own_is_merged_into_the_framework_s(deployed: Deploy) -> None:
    app = deployed(
        """
        functions: {hello: {handler: a.b, events: [http: GET /]}}
        resources:
          Resources:
            ApiGatewayStage: {Type: AWS::ApiGateway::Stage, Properties: {TracingEnabled: true}}
        """
    )
    assert not app.unread
    assert app["ApiGatewayStage"]["TracingEnabled"].value is True


@pytest.mark.parametrize(
    ("provider", "said"),
    [
        ("iam: ${ssm:/x}", ["`iam` is ${ssm:/x}, which is not known before deployment; what it says is not seen"]),
        ("environment: ${ssm:/x}", ["`environment` is ${ssm:/x}, which is not known before deployment"]),
        ("iam: {role: !GetAtt Role.Arn}", []),
        ("iam: {role: '${ssm:/role}'}", []),
    ],
)
def test_settings_that_only_the_deployment_knows_are_named(deployed: Deploy, provider: str, said: list[str]) -> None:
    role = "resources: {Resources: {Role: {Type: AWS::IAM::Role}}}\n"
    text = f"functions: {{hello: {{handler: a.b, environment: {{A: b}}}}}}\n{role}"
    unread = deployed(text, provider=provider).unread
    assert [one.line for one in unread] == [5] * len(said)
    assert all(one.reason.startswith(reason) for one, reason in zip(unread, said, strict=True))


def test_an_environment_file_that_cannot_be_read_is_named(deployed: Deploy) -> None:
    text = "useDotenv: true\nfunctions: {hello: {handler: a.b}}\n"
    (unread,) = deployed(text, files={"app/.env": b"\xff\xfe\xfa"}).unread
    assert (unread.file, unread.line) == ("app/.env", 1)


def test_conditions_of_functions_decide(deployed: Deploy) -> None:
    app = deployed(
        """
        functions:
          hello: {handler: a.b, condition: Never}
          other: {handler: a.b}
        resources:
          Conditions: {Never: !Equals [a, b]}
        """
    )
    assert [function.name for function in app.app.functions] == ["other"]


ODD = ["[]", "{}", "[[1]]", "7", "x", "~", "true", "{a: {b: [c]}}", "!Ref X"]


@pytest.mark.parametrize("value", ODD)
def test_whatever_stands_there_is_survived(deployed: Deploy, value: str) -> None:
    keys = (
        "name tags environment vpc url layers role destinations logs tracing onError package durableConfig module events "
        "provisionedConcurrency snapStart fileSystemConfig runtimeManagement iam iamRoleStatements kmsKeyArn tenancy"
    ).split()
    functions = "".join(f"  f{index}: {{handler: a.b, {key}: {value}}}\n" for index, key in enumerate(keys))
    rest = f"  g: {value}\n  h: {{handler: {value}}}\n  i: {{image: {value}}}\n"
    for section in ("layers", "package", "custom", "plugins"):
        app = deployed(f"functions:\n{functions}{rest}{section}: {value}\n").app
        assert len(app.functions) >= len(keys)


@pytest.mark.parametrize("value", ODD)
def test_whatever_the_provider_says_is_survived(deployed: Deploy, value: str) -> None:
    keys = (
        "environment tags stackTags vpc layers iam role iamRoleStatements iamManagedPolicies logs tracing ecr kmsKeyArn "
        "deploymentBucket rolePermissionsBoundary runtimeManagement logRetentionInDays timeout stage stackName"
    ).split()
    for key in keys:
        app = deployed("functions:\n  hello: {handler: a.b}\n", provider=f"{key}: {value}").app
        assert [function.name for function in app.functions] == ["hello"]


@pytest.mark.parametrize("section", ["ai", "mcp", "sandboxes"])
def test_sections_that_are_not_seen_are_named(deployed: Deploy, section: str) -> None:
    unread = deployed(f"functions: {{hello: {{handler: a.b}}}}\n{section}: {{some: {{thing: 1}}}}\n").unread
    assert [(entry.kind, entry.line) for entry in unread if f"`{section}`" in entry.reason] == [("limit", 6)]


def test_functions_on_managed_instances(deployed: Deploy) -> None:
    app = deployed(
        """
        functions:
          hello: {handler: a.b, capacityProvider: {name: large, maxConcurrency: 4}}
          other: {handler: a.b, capacityProvider: default}
        """,
        provider="""
        vpc: {securityGroupIds: [sg-1], subnetIds: [subnet-1]}
        capacityProviders: {large: {kmsKeyArn: arn:aws:kms:eu-west-1:123456789012:key/1}}
        """,
    )
    hello, large = app["HelloLambdaFunction"], app["LargeLambdaCapacityProvider"]
    config = hello["CapacityProviderConfig.LambdaManagedInstancesCapacityProviderConfig"].value
    assert app.app.referenced(config["CapacityProviderArn"]) == large
    assert (hello["MemorySize"].value, hello["VpcConfig"].present) == (2048, False)
    assert large["VpcConfig.SubnetIds"].value == ["subnet-1"]
    assert app["DefaultLambdaCapacityProvider"]["VpcConfig.SubnetIds"].value == ["subnet-1"]
    assert app["LambdaCapacityProviderOperatorRole"].by == "framework"


def test_what_functions_inherit_is_bounded(deployed: Deploy) -> None:
    entries = "\n".join(f"  V{number}: x" for number in range(5_000))
    functions = "".join(f"  f{number}: {{handler: a.b}}\n" for number in range(30))
    app = deployed(f"functions:\n{functions}", provider=f"environment:\n{entries}")
    assert len(app["F0LambdaFunction"]["Environment.Variables"].value) == 5_000
    assert not app["F29LambdaFunction"]["Environment"].present
    assert sum("functions inherit more than" in entry.reason for entry in app.unread) == 1


def test_code_of_a_wsgi_application(deployed: Deploy) -> None:
    text = "custom: {wsgi: {app: api.main.app}}\nfunctions: {web: {handler: wsgi_handler.handler}}\n"
    (function,) = deployed(text, files={"app/api/main.py": ""}).app.functions
    assert function.code.file == "app/api/main.py"


def test_logs_have_no_effect_before_version_4(deployed: Deploy) -> None:
    logs = "functions:\n  hello: {handler: a.b, logs: {logFormat: JSON}}\n"
    hello = deployed("frameworkVersion: '3'\n" + logs)["HelloLambdaFunction"]
    assert hello["LoggingConfig"].absent


@pytest.mark.parametrize(
    ("written", "service", "key"),
    [
        ("${ssm:/shop/db}", "ssm", "/shop/db"),
        ("${ssm:/shop/db~true}", "ssm-secure", "/shop/db"),
        ("${ssm.eu-west-1:/shop/db~true}", "ssm-secure", "/shop/db"),
        ("${ssm(eu-west-1, raw):/aws/reference/secretsmanager/shop}", "secretsmanager", "shop"),
        ("${secretsManager:shop}", "secretsmanager", "shop"),
        ("postgres://u:${ssm:/shop/db~true}@db", "ssm-secure", "/shop/db"),
    ],
)
def test_what_the_framework_fetches_when_it_deploys_is_a_dynamic_reference(
    deployed: Deploy, written: str, service: str, key: str
) -> None:
    app = deployed(f"functions:\n  a:\n    handler: a.b\n    environment: {{DB_PASSWORD: '{written}'}}\n").app
    (variable,) = app.functions[0].environment.items()
    parts = variable.value.parts if isinstance(variable.value, Concat) else (variable.value,)
    assert DynamicReference(service, key) in parts
    (found,) = SecretResolvedAtDeploy().check(app)
    assert found.location.line == variable.location.line


def test_the_deployment_bucket_is_told_in_full_words_and_its_key_is_read(deployed: Deploy) -> None:
    functions = "functions: {a: {handler: a.b}}\n"
    missing = [f.missing_property for f in DefaultKey().check(deployed(functions).app) if "Bucket" in f.message]
    assert [name.startswith("resources.extensions.ServerlessDeploymentBucket.") for name in missing] == [True]
    own = "deploymentBucket: {serverSideEncryption: 'aws:kms', sseKMSKeyId: 'arn:aws:kms:us-east-1:123456789012:key/k'}"
    assert not [f for f in DefaultKey().check(deployed(functions, provider=own).app) if "Bucket" in f.message]


def test_a_stage_that_is_not_throttled_is_told_in_words_that_work(deployed: Deploy) -> None:
    app = deployed("functions: {a: {handler: a.b, events: [{http: GET /a}]}}\n").app
    assert [found.missing_property for found in NoThrottle().check(app)] == ["custom.apiGatewayThrottling"]


def test_code_at_an_absolute_path_is_of_another_machine(deployed: Deploy) -> None:
    found = deployed("functions: {a: {handler: a.b, package: {artifact: /home/ci/a.zip}}}\n")
    reasons = [entry.reason for entry in found.reading.unread]
    assert any("another machine" in reason for reason in reasons) and not any("--root" in reason for reason in reasons)
