"""Functions and the place of their code."""

import pytest

from leastwise.model.value import Unknown


def function(application, properties, *, metadata="", **files):
    text = f"""
Fn:
  Type: AWS::Lambda::Function
  {metadata}
  Properties: {{{properties}}}
"""
    app = application(text, files=dict(files.get("files", {})))
    return app.functions[0], app


def test_what_a_function_leaves_out_is_what_lambda_takes(application):
    found, _ = function(application, "Runtime: python3.12, Handler: app.handler, Code: {ZipFile: x}")
    assert (found.timeout, found.memory, found.role) == (3, 128, None)
    assert (found.id, found.name, found.runtime, found.handler) == (
        "template.yaml:Fn",
        "Fn",
        "python3.12",
        "app.handler",
    )


def test_numbers_as_text_are_numbers_and_parameters_are_unknown(application):
    found, _ = function(application, "Timeout: '30', MemorySize: !Ref AWS::Region, Code: {ZipFile: x}")
    assert found.timeout == 30
    assert isinstance(found.memory, Unknown)


def test_environment_is_a_handle_on_the_variables(application):
    found, _ = function(application, "Environment: {Variables: {TABLE: orders}}, Code: {ZipFile: x}")
    assert found.environment["TABLE"].text() == "orders"


@pytest.mark.parametrize(
    ("runtime", "handler", "path"),
    [
        ("python3.12", "app.handler", "src/app.py"),
        ("python3.12", "handlers.orders.create", "src/handlers/orders.py"),
        ("python3.12", "handlers/orders.create", "src/handlers/orders.py"),
        ("python3.12", "package.handler", "src/package/__init__.py"),
        ("nodejs22.x", "index.handler", "src/index.mjs"),
        ("nodejs22.x", "lib/index.handler", "src/lib/index.ts"),
        ("nodejs22.x", "page.nested.handler", "src/page.tsx"),
        ("nodejs22.x", "dotted.name.handler", "src/dotted.name.js"),
        ("ruby3.3", "main.Handler.process", "src/main.rb"),
    ],
)
def test_the_handler_leads_to_its_file(application, runtime, handler, path):
    found, app = function(
        application,
        f"Runtime: {runtime}, Handler: {handler}, Code: {{LocalPath: src}}",
        files={path: "", "src/other.txt": ""},
    )
    assert (found.code.directory, found.code.file, found.package) == ("src", path, "src")
    assert app.unread == ()


def test_a_bundled_handler_is_found_at_its_entry_point(application):
    found, _ = function(
        application,
        "Runtime: nodejs22.x, Handler: get.handler, Code: {LocalPath: src}",
        metadata="Metadata: {BuildMethod: esbuild, BuildProperties: {EntryPoints: [http/get.ts]}}",
        files={"src/http/get.ts": ""},
    )
    assert found.code.file == "src/http/get.ts"


def test_code_paths_are_seen_from_the_template(application):
    from leastwise.read.files import MemoryFiles
    from leastwise.read.project import read

    template = "Resources:\n  Fn: {Type: AWS::Lambda::Function, Properties: {Code: {LocalPath: ../src}}}\n"
    found = next(read(MemoryFiles({"deploy/t.yaml": template, "src/a.py": ""}), ["deploy/t.yaml"]))
    assert found.worlds[0].functions[0].code.directory == "src"


@pytest.mark.parametrize("path", ["../../elsewhere", "/etc", "missing"])
def test_code_that_is_not_there_or_outside_the_root_is_said_once(application, path):
    app = application(f"""
        Fn: {{Type: AWS::Lambda::Function, Properties: {{Runtime: python3.12, Code: {{LocalPath: {path}}}}}}}
        """)
    assert app.functions[0].code.directory is None
    assert [entry.kind for entry in app.unread] == ["reference"]
    assert path in app.unread[0].reason


@pytest.mark.parametrize(
    ("path", "settings", "source"),
    [
        ("dist/orders", '"outDir": "./dist", "rootDir": "src"', "src/orders"),
        ("dist/orders", '"outDir": "dist"', "src/orders"),
        ("dist/orders/index.zip", '"outDir": "dist", "rootDir": "src"', "src/orders"),
        ("dist/orders", '"outDir": "build"', None),
        ("dist/orders", '"outDir": "../.."', None),
    ],
)
def test_code_that_is_compiled_is_read_where_it_is_written(application, path, settings, source):
    found, app = function(
        application,
        f"Runtime: nodejs22.x, Handler: index.handler, Code: {{LocalPath: {path}}}",
        files={"src/orders/index.ts": "", "tsconfig.json": f'{{"compilerOptions": {{{settings}}}}} // comment'},
    )
    assert (found.code.directory, found.code.file) == (source, f"{source}/index.ts" if source else None)
    assert bool(app.unread) is (source is None)


def test_code_that_is_not_named_is_looked_for_beside_the_template(application):
    found, app = function(application, "Runtime: python3.12, Handler: src/app.handler", files={"src/app.py": ""})
    assert (found.code.directory, found.code.file, app.unread) == ("", "src/app.py", ())


def test_code_may_be_a_path_that_is_packaged_before_the_deployment(application):
    found, app = function(
        application, "Runtime: python3.12, Handler: app.handler, Code: ./src/", files={"src/app.py": ""}
    )
    assert (found.code.directory, found.code.file, app.unread) == ("src", "src/app.py", ())
    found, app = function(application, "Runtime: python3.12, Handler: app.handler, Code: 's3://packed/src.zip'")
    assert (found.code.archive, app.unread) == ("s3://packed/src.zip", ())


def test_a_handler_cannot_lead_out_of_the_root(application):
    found, app = function(
        application,
        "Runtime: python3.12, Handler: ../../../x.handler, Code: {LocalPath: src}",
        files={"src/app.py": ""},
    )
    assert found.code.file is None
    assert len(app.unread) == 1


def test_code_elsewhere(application):
    app = application("""
        Fn: {Type: AWS::Lambda::Function, Properties: {Code: {S3Bucket: !Ref AWS::Region, S3Key: a.zip}}}
        Image: {Type: AWS::Lambda::Function, Properties: {PackageType: Image, Code: {ImageUri: "1.dkr.ecr/x:1"}}}
        Inline: {Type: AWS::Lambda::Function, Properties: {Code: {ZipFile: "import os"}}}
        Jar: {Type: AWS::Lambda::Function, Properties: {Code: {LocalPath: target/app.jar}}}
        """)
    places = {f.name: f.code for f in app.functions}
    assert places["Fn"].archive == "s3://${AWS::Region}/a.zip"
    assert places["Image"].image == "1.dkr.ecr/x:1"
    assert places["Inline"].inline.text() == "import os"
    assert places["Jar"].archive == "target/app.jar"
    assert len({f.package for f in app.functions}) == 4
