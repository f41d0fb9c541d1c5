"""Entries in applications of every framework."""

from leastwise.code.entries import Entry

PYTHON = "def handler(event, context): ...\n"


def files_of(entries):
    return {name: (entry.file, entry.names) for name, entry in entries.items() if isinstance(entry, Entry)}


def test_serverless(entries):
    found = entries(
        {
            "serverless.yml": """
                service: shop
                provider: {name: aws, runtime: nodejs20.x}
                plugins: [serverless-esbuild]
                functions:
                  create: {handler: src/orders/create.handler}
                  built: {handler: .build/users/get.handler}
                  docker: {image: worker}
                  python: {handler: handler.run, module: jobs, runtime: python3.13}
            """.replace("nodejs20.x}", "nodejs20.x, ecr: {images: {worker: {path: docker, file: Dockerfile.prod}}}}"),
            "src/orders/create.ts": "export const handler = 1",
            "users/get.js": "exports.handler = 1",
            "jobs/handler.py": "def run(event, context): ...",
            "docker/Dockerfile.prod": 'FROM public.ecr.aws/lambda/python:3.13\nCOPY app.py ./\nCMD ["app.main"]',
            "docker/app.py": "def main(e, c): ...",
        }
    )
    assert files_of(found) == {
        "create": ("src/orders/create.ts", ("handler",)),
        "built": ("users/get.js", ("handler",)),
        "docker": ("docker/app.py", ("main",)),
        "python": ("jobs/handler.py", ("run",)),
    }


def test_terraform(entries):
    found = entries(
        {
            "main.tf": """
                data "archive_file" "one" {
                  type = "zip"
                  source_dir = "${path.module}/code"
                  output_path = "build/one.zip"
                }
                resource "aws_lambda_layer_version" "common" {
                  layer_name = "common"
                  filename = "layers/common.zip"
                }
                resource "aws_lambda_function" "one" {
                  function_name = "one"
                  filename = data.archive_file.one.output_path
                  handler = "app.handler"
                  runtime = "python3.13"
                  role = "arn:aws:iam::111122223333:role/r"
                  layers = [aws_lambda_layer_version.common.arn]
                }
                resource "aws_lambda_function" "two" {
                  function_name = "two"
                  filename = "dist/two.zip"
                  handler = "two.handler"
                  runtime = "python3.13"
                  role = "arn:aws:iam::111122223333:role/r"
                }
                resource "aws_lambda_function" "three" {
                  function_name = "three"
                  package_type = "Image"
                  image_uri = "${aws_ecr_repository.app.repository_url}:latest"
                  role = "arn:aws:iam::111122223333:role/r"
                }
                resource "aws_ecr_repository" "app" { name = "app" }
            """,
            "code/app.py": PYTHON,
            "layers/common/python/shop/db.py": "",
            "src/two/two.py": PYTHON,
            "worker/Dockerfile": 'FROM public.ecr.aws/lambda/python:3.13\nCOPY . .\nCMD ["main.handler"]',
            "worker/main.py": PYTHON,
        }
    )
    assert files_of(found) == {
        "aws_lambda_function.one": ("code/app.py", ("handler",)),
        "aws_lambda_function.two": ("src/two/two.py", ("handler",)),
        "aws_lambda_function.three": ("worker/main.py", ("handler",)),
    }
    assert "layers/common" in {mount.place for mount in found["aws_lambda_function.one"].package.mounts}


def test_cdk_from_its_source(entries):
    found = entries(
        {
            "cdk.json": '{"app": "npx ts-node bin/app.ts"}',
            "bin/app.ts": """
                import * as cdk from 'aws-cdk-lib';
                import * as lambda from 'aws-cdk-lib/aws-lambda';
                import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
                import * as path from 'path';
                const app = new cdk.App();
                const stack = new cdk.Stack(app, 'Shop');
                new NodejsFunction(stack, 'Create', { entry: path.join(__dirname, '../lambda/orders.create.ts') });
                new NodejsFunction(stack, 'notify');
                new lambda.Function(stack, 'Plain', {
                  runtime: lambda.Runtime.PYTHON_3_13, handler: 'main.run', code: lambda.Code.fromAsset('jobs'),
                });
                new lambda.DockerImageFunction(stack, 'Image', {
                  code: lambda.DockerImageCode.fromImageAsset(path.join(__dirname, '../image'), { cmd: ['other.run'] }),
                });
            """,
            "lambda/orders.create.ts": "export const handler = 1",
            "bin/app.notify.ts": "export const handler = 1",
            "jobs/main.py": "def run(event, context): ...",
            "image/Dockerfile": "FROM public.ecr.aws/lambda/nodejs:22\nCOPY *.js ./\nCMD [ 'index.handler' ]",
            "image/other.js": "exports.run = 1",
        }
    )
    assert files_of(found) == {
        "Shop/Create": ("lambda/orders.create.ts", ("handler",)),
        "Shop/notify": ("bin/app.notify.ts", ("handler",)),
        "Shop/Plain": ("jobs/main.py", ("run",)),
        "Shop/Image": ("image/other.js", ("run",)),
    }


def test_inline_code_that_a_cdk_program_reads_from_a_file(entries):
    found = entries(
        {
            "cdk.json": '{"app": "python3 app.py"}',
            "app.py": """
                from aws_cdk import App, Stack, aws_lambda as lambda_
                app = App()
                stack = Stack(app, "Shop")
                with open("lambda-handler.py", encoding="utf8") as file:
                    code = file.read()
                lambda_.Function(stack, "Fn", code=lambda_.InlineCode(code), handler="index.main",
                                 runtime=lambda_.Runtime.PYTHON_3_13)
            """,
            "lambda-handler.py": "def main(event, context): ...",
        }
    )
    assert files_of(found) == {"Shop/Fn": ("lambda-handler.py", ("main",))}


def test_chalice_and_zappa(entries):
    chalice = entries(
        {
            ".chalice/config.json": '{"version": "2.0", "app_name": "shop", "stages": {"dev": {}}}',
            "app.py": """
                from chalice import Chalice
                app = Chalice(app_name="shop")
                @app.route("/")
                def index():
                    return {}
                @app.on_sqs_message(queue="q")
                def work(event):
                    ...
            """,
        }
    )
    assert {entry.names for entry in chalice.values()} == {("app",), ("work",)}
    (zappa,) = entries(
        {
            "zappa_settings.json": """{"dev": {"app_function": "shop.web.app", "runtime": "python3.12",
                "events": [{"function": "shop.jobs.nightly", "expression": "rate(1 day)"}]}}""",
            "shop/web.py": "app = 1",
            "shop/jobs.py": "def nightly(event, context): ...",
        }
    ).values()
    assert (zappa.file, zappa.names, zappa.kind) == ("shop/web.py", ("app",), "server")
    assert zappa.also == (("shop/jobs.py", ("nightly",)),)
