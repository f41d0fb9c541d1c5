"""Where the code of functions lies whose constructs name it in the ways that CDK applications do."""

import pytest

HANDLER = "export const handler = async () => {};\n"
TOP = """
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import { Stack } from "aws-cdk-lib";
import * as lambda from "aws-cdk-lib/aws-lambda";
import { NodejsFunction } from "aws-cdk-lib/aws-lambda-nodejs";
import { Construct } from "constructs";
"""
APP = """
import { App } from "aws-cdk-lib";
import { Main } from "../lib/main";
new Main(new App(), "Main");
"""


def script(entries, body, files, more=""):
    main = f"{TOP}{more}\nexport class Main extends Stack {{ constructor(s: Construct, id: string) {{ super(s, id);\n"
    files = {"cdk.json": '{"app": "npx tsx bin/app.ts"}', "bin/app.ts": APP, **files}
    found = entries({**files, "lib/main.ts": f"{main}{body} }} }}\n"})
    return sorted((entry.file, entry.names) for entry in found.values())


@pytest.mark.parametrize(
    "entry",
    [
        'path.join(__dirname, "../src/a.ts")',
        'path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "src", "a.ts")',
        'path.join(import.meta.dirname, "../src/a.ts")',
        'fileURLToPath(new URL("../src/a.ts", import.meta.url))',
        'new URL("../src/a.ts", import.meta.url).pathname',
        'require.resolve("../src/a")',
    ],
)
def test_a_path_is_seen_from_the_file_or_the_application(entries, entry):
    made = f'new NodejsFunction(this, "F", {{ entry: {entry} }});'
    assert script(entries, made, {"src/a.ts": HANDLER}) == [("src/a.ts", ("handler",))]


def test_settings_in_json_name_the_handler(entries):
    made = """new lambda.Function(this, "F", {
      runtime: lambda.Runtime.NODEJS_22_X, handler: `${settings.file}.${settings.api.handler}`,
      code: lambda.Code.fromAsset(path.resolve(__dirname, "..", "fn")),
    });"""
    files = {"lib/settings.json": '{"file": "orders", "api": {"handler": "take"}}', "fn/orders.js": "exports.take = f"}
    found = script(entries, made, files, 'import settings from "./settings.json";')
    assert found == [("fn/orders.js", ("take",))]


def test_a_constructor_gives_back_a_class_that_another_construct_makes(entries):
    more = """
    class Plugin { constructor(file: string) { return class extends Construct {
      constructor(s: Construct, id: string) { super(s, id); new NodejsFunction(this, "F", { entry: file }); } }; } }
    class Host extends Construct { constructor(s: Construct, id: string, props: { plugins: any[] }) {
      super(s, id); props.plugins.map((One) => { new One(this, "Plugin"); }); } }
    """
    made = 'new Host(this, "Host", { plugins: [new Plugin("src/a.ts")] });'
    assert script(entries, made, {"src/a.ts": HANDLER}, more) == [("src/a.ts", ("handler",))]


@pytest.mark.parametrize("path", ['root / "src" / "a"', 'str(root.joinpath("src", "a"))', 'root.parent / "api/src/a"'])
def test_paths_of_pathlib(entries, path):
    program = f"""
        from pathlib import Path
        import aws_cdk as cdk
        from aws_cdk import aws_lambda as lambda_

        class Main(cdk.Stack):
            def __init__(self, scope, name):
                super().__init__(scope, name)
                root = Path(__file__).resolve().parent
                code = lambda_.Code.from_asset({path})
                runtime = lambda_.Runtime.PYTHON_3_13
                lambda_.Function(self, "F", runtime=runtime, handler="app.handler", code=code)

        Main(cdk.App(), "Main")
    """
    handler = "def handler(event, context): ...\n"
    files = {"api/cdk.json": '{"app": "python app.py"}', "api/app.py": program, "api/src/a/app.py": handler}
    (found,) = entries(files).values()
    assert (found.file, found.names) == ("api/src/a/app.py", ("handler",))


def test_a_program_that_names_a_handler_is_none(entries):
    program = """
        import aws_cdk as cdk
        from aws_cdk import aws_lambda as lambda_
        stack = cdk.Stack(cdk.App(), "Main")
        lambda_.Function(stack, "F", runtime=lambda_.Runtime.PYTHON_3_13, handler="app.handler",
                         code=lambda_.Code.from_asset(somewhere()))
    """
    (found,) = entries({"cdk.json": '{"app": "python app.py"}', "app.py": program}).values()
    assert not hasattr(found, "file")


def test_the_application_that_serverless_wsgi_serves(entries):
    service = """
        service: web
        provider: {name: aws, runtime: python3.13}
        plugins: [serverless-wsgi]
        custom: {wsgi: {app: pages.site}}
        functions:
          web: {handler: wsgi_handler.handler}
    """
    (found,) = entries({"serverless.yml": service, "pages.py": "site = Flask(__name__)\n"}).values()
    assert (found.file, found.names, found.kind) == ("pages.py", ("site",), "server")
