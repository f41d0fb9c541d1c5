"""Fixes in serverless.yml: in the Framework's words where it has some, otherwise among the resources of the service."""

import json

import yaml

from .repaired import Repaired

HEAD = """
    service: shop
    custom:
      wait: 30
    provider:
      name: aws
      runtime: python3.12 # for all
      timeout: 10
    functions:
      worker:
        handler: app.handler
        timeout: 60
        events:
          - sqs: !GetAtt Jobs.Arn
"""
JOBS = """
    resources:
      Resources:
        Jobs:
          Type: AWS::SQS::Queue
          Properties:
            VisibilityTimeout: %s # seconds
"""
API = """
      api:
        handler: app.handler
        events:
          - http: GET /orders
          - httpApi:
              path: /orders
              method: post
"""


def service(*parts: str, rules: tuple[str, ...]) -> Repaired:
    return Repaired({"serverless.yml": "".join(parts), "app.py": "def handler(event, context):\n    pass\n"}, *rules)


def test_the_author_s_own_resources_are_changed_as_in_a_template() -> None:
    done = service(HEAD, JOBS % "30", rules=("short-visibility",))
    assert done.diff("serverless.yml") == (
        "-        VisibilityTimeout: 30 # seconds\n+        VisibilityTimeout: 360 # seconds\n"
    )


def test_a_variable_that_nothing_else_needs_is_changed_in_custom() -> None:
    done = service(HEAD, JOBS % "${self:custom.wait}", rules=("short-visibility",))
    assert done.diff("serverless.yml") == "-  wait: 30\n+  wait: 360\n"


def test_a_variable_of_several_places_is_refused() -> None:
    more = "    outputs: ${self:custom.wait}\n"
    done = service(HEAD, more, JOBS % "${self:custom.wait}", rules=("short-visibility",))
    assert done.left == ["the value is ${self:custom.wait}, which is used in more places"]
    assert done.files == done.before


def test_a_variable_that_another_file_of_the_service_names_is_refused() -> None:
    queues = (
        "Resources:\n  More:\n    Type: AWS::SQS::Queue\n    Properties:\n      DelaySeconds: ${self:custom.wait}\n"
    )
    resources = """
    resources:
      - Resources:
          Jobs:
            Type: AWS::SQS::Queue
            Properties:
              VisibilityTimeout: ${self:custom.wait}
      - ${file(queues.yml)}
"""
    done = Repaired({"serverless.yml": HEAD + resources, "queues.yml": queues, "app.py": ""}, "short-visibility")
    assert done.left == ["the value is ${self:custom.wait}, which is used in more places"]
    assert done.files == done.before


def test_a_setting_of_one_function_is_written_in_the_framework_s_words() -> None:
    done = service(HEAD, JOBS % "360", rules=("no-tracing",))
    assert done.diff("serverless.yml") == "+    tracing: Active\n"


def test_a_setting_that_all_functions_want_is_the_provider_s() -> None:
    done = service(HEAD, API, JOBS % "360", rules=("no-tracing",))
    assert yaml.safe_load(done.files["serverless.yml"].replace("!", ""))["provider"]["tracing"] == {"lambda": True}
    assert "tracing: Active" not in done.files["serverless.yml"]


def test_what_functions_take_from_the_provider_is_changed_there_where_all_want_it() -> None:
    done = service(HEAD.replace("3.12", "3.8"), API, JOBS % "360", rules=("deprecated-runtime",))
    assert done.diff("serverless.yml") == "-  runtime: python3.8 # for all\n+  runtime: python3.11 # for all\n"


def test_events_say_who_may_call() -> None:
    done = service(HEAD, API, JOBS % "360", rules=("unauthenticated-route",))
    assert done.diff("serverless.yml") == (
        "-      - http: GET /orders\n"
        "+      - http:\n+          method: get\n+          path: /orders\n+          authorizer: aws_iam\n"
        "+          authorizer:\n+            type: aws_iam\n"
    )


def test_a_function_url_in_short_form_gets_an_authorizer() -> None:
    done = service(HEAD, "        url: true\n", JOBS % "360", rules=("public-function-url",))
    assert done.diff("serverless.yml") == "-    url: true\n+    url:\n+      authorizer: aws_iam\n"


def test_what_the_framework_has_no_word_for_is_an_extension() -> None:
    done = service(HEAD, API.replace("          - http: GET /orders\n", ""), JOBS % "360", rules=("no-throttle",))
    made = yaml.safe_load(done.files["serverless.yml"].replace("!", ""))["resources"]["extensions"]
    assert made["HttpApiStage"]["Properties"]["DefaultRouteSettings"]["ThrottlingRateLimit"] == 100


def test_what_is_in_no_template_of_the_framework_is_refused_with_where_it_is_said_instead() -> None:
    done = service(HEAD, API, JOBS % "360", rules=("no-throttle",))
    assert "ApiGatewayStage" not in done.files["serverless.yml"]
    (reason,) = done.left
    assert reason.startswith("ApiGatewayStage cannot be named in the service")
    assert "serverless-api-gateway-throttling" in reason


def test_a_stage_of_the_author_s_own_is_changed_where_it_stands() -> None:
    own = """
        ApiGatewayStage:
          Type: AWS::ApiGateway::Stage
          Properties:
            RestApiId: !Ref ApiGatewayRestApi
            StageName: dev
"""
    done = service(HEAD, API, JOBS % "360", own, rules=("no-throttle",))
    made = yaml.safe_load(done.files["serverless.yml"].replace("!", ""))["resources"]
    settings = made["Resources"]["ApiGatewayStage"]["Properties"]["MethodSettings"]
    assert settings[0]["ThrottlingRateLimit"] == 100
    assert set(made["extensions"]) == {"HttpApiStage"}


def test_the_log_of_an_api_is_switched_on_in_the_provider() -> None:
    done = service(HEAD, API, JOBS % "360", rules=("no-access-log",))
    assert "+  logs:\n+    httpApi: true\n" in done.diff("serverless.yml")


def test_logs_that_are_a_variable_are_left_to_it() -> None:
    logs = "      logs: {httpApi: '${file(logs.yml):on, false}'}\n"
    head = HEAD.replace("      timeout: 10\n", f"      timeout: 10\n{logs}", 1)
    done = service(head, API, JOBS % "360", rules=("no-access-log",))
    assert done.files == done.before
    assert done.left == ["provider.logs.httpApi is a variable: ${file(logs.yml):on, false}"]


def test_new_resources_come_among_those_of_the_service() -> None:
    done = service(HEAD, rules=("no-alarm",))
    made = yaml.safe_load(done.files["serverless.yml"].replace("!", ""))["resources"]["Resources"]
    assert made["WorkerErrorsAlarm"]["Type"] == "AWS::CloudWatch::Alarm"
    assert "Value: !Ref WorkerLambdaFunction" in done.files["serverless.yml"]


def test_included_resources_are_changed_in_their_file() -> None:
    files = {
        "serverless.yml": HEAD + "    resources: ${file(queues.yml)}\n",
        "queues.yml": "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n    Properties: {VisibilityTimeout: 30}\n",
        "app.py": "def handler(event, context):\n    pass\n",
    }
    done = Repaired(files, "short-visibility")
    assert (
        done.diff("queues.yml")
        == "-    Properties: {VisibilityTimeout: 30}\n+    Properties: {VisibilityTimeout: 360}\n"
    )
    assert done.files["serverless.yml"] == done.before["serverless.yml"]


def test_a_service_in_json_stays_json() -> None:
    document = {
        "service": "shop",
        "provider": {"name": "aws", "runtime": "python3.8"},
        "functions": {"worker": {"handler": "app.handler", "events": [{"http": "GET /"}]}},
    }
    files = {"serverless.json": json.dumps(document, indent=2), "app.py": "def handler(event, context):\n    pass\n"}
    done = Repaired(files, "deprecated-runtime", "unauthenticated-route")
    made = json.loads(done.files["serverless.json"])
    assert made["provider"]["runtime"] == "python3.11"
    assert made["functions"]["worker"]["events"][0]["http"]["authorizer"] == "aws_iam"


def test_several_fixes_hold_together_and_leave_nothing_to_do() -> None:
    rules = ("short-visibility", "no-tracing", "unstructured-log", "log-never-expires", "plaintext-queue-access")
    done = service(HEAD, API, JOBS % "30", rules=rules)
    assert not done.left
    again = Repaired(done.files, *rules)
    assert again.files == done.files


def test_a_word_of_provider_is_changed_where_functions_are_in_a_file_of_their_own() -> None:
    files = {
        "serverless.yml": "service: a\nprovider:\n  name: aws\n  runtime: nodejs16.x # old\nfunctions: ${file(f.yml)}\n",
        "f.yml": "f:\n  handler: index.f\ng:\n  handler: index.g\n",
        "index.js": "exports.f = exports.g = async () => {};\n",
    }
    done = Repaired(files, "deprecated-runtime")
    assert not done.left
    assert done.files["f.yml"] == files["f.yml"]
    assert done.diff("serverless.yml").startswith("-  runtime: nodejs16.x # old\n+  runtime: nodejs2")


def test_a_word_that_the_plugin_of_domains_takes_is_changed_as_it_is_written() -> None:
    files = {
        "serverless.yml": """
            service: a
            plugins: [serverless-domain-manager]
            provider: {name: aws, runtime: nodejs22.x}
            custom:
              customDomain:
                domainName: api.example.com
                securityPolicy: tls_1_0
            functions:
              f:
                handler: index.f
                events: [{http: GET /orders}]
        """,
        "index.js": "exports.f = async () => {};\n",
    }
    done = Repaired(files, "old-tls")
    assert done.diff("serverless.yml") == "-    securityPolicy: tls_1_0\n+    securityPolicy: tls_1_2\n"


LETTERS = """
    service: shop
    provider:
      name: aws
      runtime: python3.12
    %s
    functions:
      resize:
        handler: app.handler
        events:
          - s3: uploads
    %s
"""
READS = "- {Effect: Allow, Action: s3:GetObject, Resource: '*'}"


def test_a_queue_for_failures_comes_with_leave_to_send_there() -> None:
    where = {
        (): ("", ""),
        ("provider", "iam", "role", "statements"): (f"  iam: {{role: {{statements: [{READS[2:]}]}}}}", ""),
        ("provider", "iamRoleStatements"): (f"  iamRoleStatements:\n        {READS}", ""),
        ("functions", "resize", "iamRoleStatements"): (
            "plugins: [serverless-iam-roles-per-function]",
            f"    iamRoleStatements:\n          {READS}",
        ),
    }
    for path, parts in where.items():
        done = service(LETTERS % parts, rules=("no-dead-letter",))
        assert done.left == []
        found = yaml.safe_load(done.files["serverless.yml"].replace("!", ""))
        assert found["functions"]["resize"]["onError"] == "GetAtt ResizeFailed.Arn"
        assert "extensions" not in found["resources"]
        for step in path or ("provider", "iam", "role", "statements"):
            found = found[step]
        assert found[-1] == {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "GetAtt ResizeFailed.Arn"}
        assert len(found) == (2 if path else 1)


def test_logs_of_a_function_are_said_so_only_where_the_framework_knows_them() -> None:
    head = HEAD.replace("service: shop\n", "service: shop\n    frameworkVersion: '%s'\n")
    old = service(head % "3", JOBS % "360", rules=("unstructured-log",))
    found = yaml.safe_load(old.files["serverless.yml"].replace("!", ""))
    assert found["resources"]["extensions"]["WorkerLambdaFunction"]["Properties"]["LoggingConfig"] == {
        "LogFormat": "JSON"
    }
    assert old.left == []
    new = service(head % "4", JOBS % "360", rules=("unstructured-log",))
    assert "    logs:\n      logFormat: JSON\n" in new.files["serverless.yml"]
    several = service(head % "^3", API, JOBS % "360", rules=("unstructured-log",))
    assert "logs" not in yaml.safe_load(several.files["serverless.yml"].replace("!", ""))["provider"]


def test_what_the_provider_says_about_logs_of_all_functions_is_changed_there() -> None:
    head = HEAD.replace("timeout: 10\n", "timeout: 10\n      logRetentionInDays: 30\n")
    done = service(head, API, JOBS % "360", rules=("log-expires-early",))
    assert done.diff("serverless.yml") == "-  logRetentionInDays: 30\n+  logRetentionInDays: 365\n"


def test_a_resource_in_a_file_of_its_own_is_changed_there() -> None:
    files = {
        "serverless.yml": HEAD + "    resources:\n      Resources:\n        Jobs: ${file(queues/jobs.yml)}\n",
        "queues/jobs.yml": "Type: AWS::SQS::Queue\nProperties:\n  VisibilityTimeout: 30\n",
        "app.py": "",
    }
    done = Repaired(files, "short-visibility")
    assert done.diff("serverless.yml") == ""
    assert "  VisibilityTimeout: 360\n" in done.files["queues/jobs.yml"]
    done = Repaired(files, "plaintext-queue-access")
    assert "extensions" not in done.files["serverless.yml"]


def test_the_trace_of_a_state_machine_is_said_in_the_plugin_s_word() -> None:
    machine = """
    plugins: [serverless-step-functions]
    stepFunctions:
      stateMachines:
        paid:
          name: paid
          definition:
            StartAt: Work
            States:
              Work: {Type: Task, Resource: !GetAtt WorkerLambdaFunction.Arn, End: true}
"""
    done = service(HEAD, JOBS % "360", machine, rules=("state-machine-without-trace",))
    assert done.diff("serverless.yml") == "+      tracingConfig:\n+        enabled: true\n"
