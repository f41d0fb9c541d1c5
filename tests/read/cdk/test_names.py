"""Names of things of the CDK that a source leads to: attributes, aliases of keys, properties of its own classes."""

from textwrap import dedent

from leastwise.model.application import Application
from leastwise.model.value import Reference
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read

SOURCE = """
    import aws_cdk as cdk
    from aws_cdk import aws_appsync as appsync, aws_kms as kms, aws_lambda as _lambda, aws_sns as sns, aws_sqs as sqs
    from aws_cdk import custom_resources as cr
    from constructs import Construct


    class Jobs(Construct):
        def __init__(self, scope, id):
            super().__init__(scope, id)
            self.queue = sqs.Queue(self, "Queue")

        @property
        def url(self):
            return self.queue.queue_url


    class Shop(cdk.Stack):
        def __init__(self, scope, id):
            super().__init__(scope, id)
            key = kms.Key(self, "Key")
            alias = key.add_alias("alias/topics")
            sns.Topic(self, "Topic", master_key=alias)
            api = appsync.GraphqlApi(self, "Api", name="orders")
            handler = _lambda.Function(self, "Fn", runtime=_lambda.Runtime.PYTHON_3_13, handler="app.handler",
                code=_lambda.Code.from_asset("src"), environment={"API": api.graphql_url, "JOBS": Jobs(self, "J").url})
            provider = cr.Provider(self, "Provider", on_event_handler=handler)
            cdk.CustomResource(self, "Seed", service_token=provider.service_token, properties={"Key": key.key_id})


    app = cdk.App()
    Shop(app, "Shop")
    app.synth()
"""


def application() -> Application:
    files = {"cdk.json": '{"app": "python3 app.py"}', "app.py": dedent(SOURCE), "src/app.py": "handler = print\n"}
    (reading,) = read(MemoryFiles(files))
    return reading.worlds[0]


def only(app: Application, type_: str) -> str:
    (found,) = app.resources(type_)
    return found.key


def test_attributes_and_properties_of_own_classes_name_resources() -> None:
    app = application()
    environment = app.functions[0].environment
    assert environment["API"].value == Reference(only(app, "AWS::AppSync::GraphQLApi"), "GraphQLUrl")
    assert environment["JOBS"].value == Reference(only(app, "AWS::SQS::Queue"), "Ref")


def test_the_alias_of_a_key_stands_for_it() -> None:
    app = application()
    (topic,) = app.resources("AWS::SNS::Topic")
    assert topic.get("KmsMasterKeyId") == Reference(only(app, "AWS::KMS::Key"), "Ref")


def test_a_custom_resource_calls_the_function_behind_its_provider() -> None:
    app = application()
    (custom,) = app.resources("AWS::CloudFormation::CustomResource")
    assert custom.get("Key") == Reference(only(app, "AWS::KMS::Key"), "Ref")
    assert custom in [one.property.resource for one in app.triggers_of(app.functions[0])]
