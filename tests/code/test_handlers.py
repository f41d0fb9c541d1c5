"""The file and the names of a handler, in every form of packaging that leaves code in the root."""

import pytest

from leastwise.code.entries import Entry, Missing
from leastwise.model.finding import Confidence

PYTHON = "def handler(event, context): ...\n"
NODE = "exports.handler = async (event) => {}\n"
TYPED = "export const handler = async (event: unknown) => {}\n"


def found(entry):
    assert isinstance(entry, Entry), entry
    return entry.file, entry.names


@pytest.mark.parametrize(
    ("runtime", "handler", "path", "names"),
    [
        ("python3.13", "app.handler", "src/app.py", ("handler",)),
        ("python3.13", "orders/api.create", "src/orders/api.py", ("create",)),
        ("python3.13", "orders.api.create", "src/orders/api.py", ("create",)),
        ("python3.13", "orders.handler", "src/orders/__init__.py", ("handler",)),
        ("python3.13", "app.Api.handle", "src/app.py", ("Api", "handle")),
        ("nodejs22.x", "index.handler", "src/index.js", ("handler",)),
        ("nodejs22.x", "index.handler", "src/index.mjs", ("handler",)),
        ("nodejs22.x", "index.handler", "src/index.cts", ("handler",)),
        ("nodejs22.x", "index.handler", "src/index.mts", ("handler",)),
        ("nodejs22.x", "page.handler", "src/page.tsx", ("handler",)),
        ("nodejs22.x", "index.api.create", "src/index.js", ("api", "create")),
        ("nodejs22.x", "lib.v2/index.handler", "src/lib.v2/index.js", ("handler",)),
        ("nodejs22.x", "create.order.handler", "src/create.order.js", ("handler",)),
        ("nodejs22.x", "orders.handler", "src/orders/index.js", ("handler",)),
    ],
)
def test_a_handler_is_found_as_the_runtime_finds_it(only, runtime, handler, path, names):
    assert found(only(f"Runtime: {runtime}, Handler: {handler}, CodeUri: src", {path: names[0]})) == (path, names)


def test_entry_points_of_esbuild_lead_to_the_source(only):
    built = "BuildMethod: esbuild, BuildProperties: {EntryPoints: [./src/orders/create.ts]}"
    files = {"src/orders/create.ts": TYPED, "create.js": NODE}
    entry = only("Runtime: nodejs22.x, Handler: create.handler, CodeUri: .", files, metadata=built)
    assert found(entry) == ("src/orders/create.ts", ("handler",))


def test_what_the_compiler_writes_is_followed_by_its_settings(only):
    settings = '{"compilerOptions": {/* where to */ "outDir": "./dist", "rootDir": "./source",}}'
    files = {"tsconfig.json": settings, "source/api/create.ts": TYPED, "source/api/other.ts": TYPED}
    entry = only("Runtime: nodejs22.x, Handler: dist/api/create.handler, CodeUri: .", files)
    assert found(entry) == ("source/api/create.ts", ("handler",))
    assert entry.confidence is Confidence.HIGH


def test_a_built_file_that_is_there_leads_to_its_source_by_its_map(only):
    files = {
        "dist/index.js": NODE,
        "dist/index.js.map": '{"sources": ["../node_modules/a/a.js", "../lambda/orders.ts"]}',
        "lambda/orders.ts": TYPED,
    }
    assert found(only("Runtime: nodejs22.x, Handler: index.handler, CodeUri: dist", files))[0] == "lambda/orders.ts"


def test_scripts_of_package_json_name_what_a_bundle_is_made_of(only):
    files = {
        "package.json": '{"scripts": {"build": "esbuild code/main.ts --bundle --outfile=out.js"}}',
        "code/main.ts": TYPED,
    }
    entry = only("Runtime: nodejs22.x, Handler: bundle/index.handler, CodeUri: .", files)
    assert found(entry)[0] == "code/main.ts"


def test_sources_stand_beside_output(only):
    entry = only("Runtime: nodejs22.x, Handler: api/get.handler, CodeUri: dist", {"src/api/get.ts": TYPED})
    assert found(entry)[0] == "src/api/get.ts"
    assert entry.confidence is Confidence.MEDIUM


def test_typescript_beside_its_compiled_file_is_what_the_author_writes(only):
    files = {"src/app.ts": TYPED, "src/app.js": NODE}
    assert found(only("Runtime: nodejs22.x, Handler: app.handler, CodeUri: src", files))[0] == "src/app.ts"


def test_the_source_beside_an_archive_goes_before_the_archive(only, zipped):
    files = {"src/app.zip": zipped({"app.py": PYTHON})}
    properties = "Runtime: python3.13, Handler: app.handler, CodeUri: src/app.zip"
    assert found(only(properties, files))[0] == "src/app.zip/app.py"
    assert found(only(properties, files | {"src/app.py": PYTHON}))[0] == "src/app.py"
    assert found(only(properties, files | {"src/app/app.py": PYTHON}))[0] == "src/app/app.py"


def test_a_bad_archive_and_one_that_is_too_large_are_missing(only, zipped):
    properties = "Runtime: python3.13, Handler: app.handler, CodeUri: app.zip"
    broken = only(properties, {"app.zip": b"PK\3\4 and no more"})
    assert isinstance(broken, Missing)
    assert broken.kind == "outside"
    bomb = only(properties, {"app.zip": zipped({"../app.py": PYTHON, "/app.py": PYTHON})})
    assert isinstance(bomb, Missing)


def test_code_in_a_template_keeps_its_places(entries):
    template = """
        Resources:
          Fn:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: python3.13
              Handler: index.run
              Code:
                ZipFile: |
                  import boto3
                  def run(event, context):
                      return boto3.client("s3")
    """
    entry = entries({"template.yaml": template})["Fn"]
    assert entry.names == ("run",)
    text = entry.source.text
    at = text.index("return")
    place = entry.source.location(at, at + 6)
    assert (place.file, place.line) == ("template.yaml", 12)
    assert entry.source.path.endswith(".py")


def test_joined_code_in_a_template_keeps_what_is_not_known_as_names(entries):
    template = """
        Resources:
          Fn:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: nodejs22.x
              Handler: index.handler
              Code: {ZipFile: !Sub "exports.handler = async () => '${AWS::Region}'"}
    """
    entry = entries({"template.yaml": template})["Fn"]
    assert "'${AWS::Region}'" in entry.source.text
    assert entry.source.location(0, 3).line == 8


@pytest.mark.parametrize(
    ("handler", "variable", "runtime"),
    [
        ("datadog_lambda.handler.handler", "DD_LAMBDA_HANDLER", "python3.13"),
        ("/opt/nodejs/node_modules/datadog-lambda-js/handler.handler", "DD_LAMBDA_HANDLER", "nodejs22.x"),
        ("/opt/python/lumigo_tracer._handler", "LUMIGO_ORIGINAL_HANDLER", "python3.13"),
        ("newrelic-lambda-wrapper.handler", "NEW_RELIC_LAMBDA_HANDLER", "nodejs22.x"),
        (
            "sentry_sdk.integrations.init_serverless_sdk.sentry_lambda_handler",
            "SENTRY_INITIAL_HANDLER",
            "python3.13",
        ),
    ],
)
def test_handlers_of_tools_lead_to_the_authors(only, handler, variable, runtime):
    files = {"src/app.py": PYTHON, "src/app.js": NODE}
    path = "src/app.py" if runtime.startswith("python") else "src/app.js"
    variables = f"Environment: {{Variables: {{{variable}: app.handler}}}}"
    entry = only(f"Runtime: {runtime}, Handler: {handler}, CodeUri: src, {variables}", files)
    assert found(entry) == (path, ("handler",))
    unknown = only(f"Runtime: {runtime}, Handler: {handler}, CodeUri: src", files)
    assert isinstance(unknown, Missing)
    assert unknown.kind == "unknown"


@pytest.mark.parametrize(
    ("script", "path", "names"),
    [
        ("exec python -m uvicorn --port=$PORT main:api", "src/main.py", ("api",)),
        ("PATH=$PATH:/opt/bin exec gunicorn -b 0.0.0.0 web.app:create()", "src/web/app.py", ("create",)),
        ("node server.js", "src/server.js", ()),
        ("exec node dist/server.js", "src/server.js", ()),
        ("npm start", "src/server.js", ()),
        ("cd /var/task && flask --app shop run", "src/shop.py", ("app",)),
    ],
)
def test_start_scripts_of_the_web_adapter_lead_to_the_application(only, script, path, names):
    files = {"src/run.sh": f"#!/bin/bash\n# starts it\n{script}\n", path: " ".join(names) or "x"}
    files["src/package.json"] = '{"scripts": {"start": "node server.js"}}'
    variables = "Environment: {Variables: {AWS_LAMBDA_EXEC_WRAPPER: /opt/bootstrap}}"
    entry = only(f"Runtime: nodejs22.x, Handler: run.sh, CodeUri: src, {variables}", files)
    assert found(entry) == (path, names)
    assert entry.kind == "server"


def test_a_custom_runtime_is_said_so(only):
    entry = only("Runtime: provided.al2023, Handler: bootstrap, CodeUri: src", {"src/go.mod": "", "src/main.go": ""})
    assert (entry.kind, entry.reason) == ("language", "the code is written in Go, which is not read")
    entry = only("Runtime: provided.al2023, Handler: bootstrap, CodeUri: src", {"src/bootstrap": "\x7fELF"})
    assert entry.kind == "language"
    assert "custom runtime" in entry.reason


@pytest.mark.parametrize("runtime", ["java21", "dotnet8", "ruby3.3", "go1.x"])
def test_a_language_that_is_not_read_is_said_so(only, runtime):
    entry = only(f"Runtime: {runtime}, Handler: a.b, CodeUri: src", {"src/a.rb": ""})
    assert (entry.kind, entry.place.name) == ("language", "Runtime")


def test_a_file_elsewhere_is_taken_where_there_is_only_one(only):
    files = {"services/orders/create.py": PYTHON, "tests/create.py": PYTHON, "x/other.py": ""}
    entry = only("Runtime: python3.13, Handler: create.handler, CodeUri: s3://bucket/code.zip", files)
    assert found(entry)[0] == "services/orders/create.py"
    assert entry.confidence is Confidence.LOW
    files["services/users/create.py"] = PYTHON
    several = only("Runtime: python3.13, Handler: create.handler, CodeUri: s3://bucket/code.zip", files)
    assert several.kind == "unknown"
    assert "services/users/create.py" in several.reason


def test_of_several_files_the_one_in_the_folder_of_the_functions_name(only):
    files = {"orders/create.py": PYTHON, "users/create.py": PYTHON}
    properties = "FunctionName: users-function, Runtime: python3.13, Handler: create.handler, CodeUri: s3://b/c.zip"
    assert found(only(properties, files))[0] == "users/create.py"


def test_a_name_that_the_file_does_not_have_gives_way_to_the_one_that_it_has(only):
    entry = only("Runtime: nodejs22.x, Handler: app.lambdaHandler, CodeUri: src", {"src/app.js": NODE})
    assert found(entry) == ("src/app.js", ("handler",))
    assert entry.confidence is Confidence.LOW


def test_what_is_not_there_is_said_with_its_place(only):
    entry = only("Runtime: python3.13, Handler: app.handler, CodeUri: src", {"src/readme.txt": ""})
    assert isinstance(entry, Missing)
    assert (entry.kind, entry.place.name) == ("absent", "Handler")
    assert "no app.py" in entry.reason
    entry = only("Runtime: python3.13, Handler: app.handler, CodeUri: s3://bucket/key.zip", {})
    assert (entry.kind, entry.place.name) == ("outside", "Code")
    entry = only("Runtime: python3.13, Handler: !Ref Name, CodeUri: src", {"src/a.txt": ""})
    assert entry.kind == "unknown"


def test_an_unknown_handler_is_the_only_one_in_its_folder(only):
    entry = only(
        "Runtime: python3.13, Handler: !Ref AWS::StackName, CodeUri: src", {"src/a.py": PYTHON, "src/b.py": ""}
    )
    assert found(entry) == ("src/a.py", ("handler",))


def test_nothing_outside_the_root_is_looked_at(only):
    entry = only("Runtime: python3.13, Handler: app.handler, CodeUri: ../other", {"src/a.txt": ""})
    assert isinstance(entry, Missing)
    entry = only("Runtime: python3.13, Handler: ../../etc.handler, CodeUri: src", {"src/a.txt": ""})
    assert isinstance(entry, Missing)


@pytest.mark.parametrize(
    "odd",
    [
        "Handler: [], Runtime: python3.13, CodeUri: src",
        "Handler: '', Runtime: nodejs22.x, CodeUri: src",
        "Handler: ..., Runtime: python3.13, CodeUri: src",
        "Handler: ./../..a.b, Runtime: nodejs22.x, CodeUri: src",
        "Handler: a.b, Runtime: {}, CodeUri: []",
        "Handler: a.b, Runtime: python3.13, CodeUri: src, Layers: 7",
        "Handler: a.b, Runtime: python3.13, CodeUri: src, Layers: [[], {}, 1]",
        "Handler: a.b, Runtime: python3.13, CodeUri: src, Environment: {Variables: [1]}",
        "Handler: a.b, Runtime: python3.13, InlineCode: [1]",
        "PackageType: Image, ImageUri: {}, ImageConfig: [1]",
        "PackageType: Image, ImageUri: '', ImageConfig: {Command: {}, WorkingDirectory: []}",
    ],
)
def test_odd_properties_never_raise(only, odd):
    for metadata in (
        "",
        "DockerContext: [], BuildProperties: 7",
        "BuildProperties: {EntryPoints: [{}, 1]}, Functions: 1",
    ):
        only(odd, {"src/a.txt": "", "src/index.js": ""}, metadata=metadata)
