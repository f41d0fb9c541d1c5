"""Layers, and what else belongs to the package of a function."""

from leastwise.code.convention import conventional
from leastwise.code.imports import Imports
from leastwise.code.modules import Module
from leastwise.code.sources import Sources
from leastwise.read.files import DiskFiles, MemoryFiles

PYTHON = "def handler(event, context): ...\n"
LAYER = "  {name}:\n    Type: AWS::Serverless::LayerVersion\n    Properties: {{ContentUri: {path}}}\n"
BUILT = LAYER + "    Metadata: {{BuildMethod: {method}}}\n"


def test_layers_of_the_application_are_in_the_package_and_others_are_named(only):
    more = LAYER.format(name="Plain", path="layers/plain") + BUILT.format(
        name="Built", path="layers/built", method="python3.13"
    )
    files = {
        "src/app.py": PYTHON,
        "layers/plain/python/plain.py": "",
        "layers/built/built.py": "",
        "layers/built/requirements.txt": "requests",
    }
    layers = "Layers: [!Ref Plain, !Ref Built, 'arn:aws:lambda:eu-west-1:017000801446:layer:Tools:1', !Ref Other]"
    entry = only(f"Runtime: python3.13, Handler: app.handler, CodeUri: src, {layers}", files, more=more)
    package = entry.package
    imports = Imports(Sources(MemoryFiles(files)), package)
    assert imports.python("src/app.py", "plain") == Module("layers/plain/python/plain.py")
    assert imports.python("src/app.py", "built") == Module("layers/built/built.py")
    assert [reason for _, reason in package.missing] == [
        "the layer arn:aws:lambda:eu-west-1:017000801446:layer:Tools:1 is not part of the application",
        "which layer this is is not known",
    ]
    assert package.missing[0][0].path == ("Layers", 2)


def test_layers_that_are_not_known_may_be_any_of_the_application(only):
    more = LAYER.format(name="Common", path="common")
    files = {"src/app.py": PYTHON, "common/python/tables.py": ""}
    properties = "Runtime: python3.13, Handler: app.handler, CodeUri: src, Layers: !Ref Which"
    entry = only(properties, files, more=more)
    imports = Imports(Sources(MemoryFiles(files)), entry.package)
    assert imports.python("src/app.py", "tables") == Module("common/python/tables.py", sure=False)


def test_layers_for_node_lie_where_node_looks(only):
    more = BUILT.format(name="Common", path="common", method="nodejs22.x")
    files = {"src/app.js": "exports.handler = 1", "common/db.js": ""}
    entry = only("Runtime: nodejs22.x, Handler: app.handler, CodeUri: src, Layers: [!Ref Common]", files, more=more)
    imports = Imports(Sources(MemoryFiles(files)), entry.package)
    assert imports.script("src/app.js", "/opt/nodejs/db") == Module("common/db.js")


def test_the_environment_says_where_else_to_look(only):
    files = {"src/app.py": PYTHON, "src/lib/db.py": ""}
    variables = "Environment: {Variables: {PYTHONPATH: '/var/task/lib:$PYTHONPATH'}}"
    entry = only(f"Runtime: python3.13, Handler: app.handler, CodeUri: src, {variables}", files)
    assert Imports(Sources(MemoryFiles(files)), entry.package).python("src/app.py", "db") == Module("src/lib/db.py")


def test_handlers_by_convention():
    files = {
        "a/lambda_function.py": "@logger.inject\ndef lambda_handler(event: dict[str, str], context: Context) -> dict: ...",
        "b/job.py": "def run(event, context):\n    def inner(event, context): ...\ndef helper(a, b): ...",
        "c/index.js": "exports.handler = async (event) => {}\nexports.other = 1",
        "d/app.ts": "const run = middy(x)\nexport { run as handler }",
        "e/app.mjs": "export const create = async (event) => {}\nexport default function (event) {}",
        "f/app.js": "module.exports = { handler: run }",
        "tests/test_a.py": PYTHON,
        "a/node_modules/x/index.js": "exports.handler = 1",
        "e/app.test.ts": "export const handler = 1",
        "readme.md": "",
    }
    found = [(entry.file, entry.names[0]) for entry in conventional(Sources(MemoryFiles(files)))]
    assert found == [
        ("a/lambda_function.py", "lambda_handler"),
        ("b/job.py", "run"),
        ("c/index.js", "handler"),
        ("d/app.ts", "handler"),
        ("e/app.mjs", "create"),
        ("e/app.mjs", "default"),
        ("f/app.js", "handler"),
    ]


def test_one_file_alone_finds_its_neighbours():
    files = {"fn/handler.py": "import db\n" + PYTHON, "fn/db.py": "", "requirements.txt": "", "lib/shared.py": ""}
    sources = Sources(MemoryFiles(files))
    (entry,) = conventional(sources, ["fn/handler.py"])
    imports = Imports(sources, entry.package)
    assert imports.python("fn/handler.py", "db") == Module("fn/db.py")
    assert imports.python("fn/handler.py", "lib.shared") == Module("lib/shared.py")
    (same,) = conventional(sources, ["fn", "fn/handler.py"])
    assert same.file == "fn/handler.py"


def test_links_that_lead_out_of_the_root_are_not_followed(tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "app.py").write_text(PYTHON)
    root = tmp_path / "root"
    root.mkdir()
    (root / "src").symlink_to(tmp_path / "outside")
    sources = Sources(DiskFiles(str(root)))
    assert list(conventional(sources, ["src", "src/app.py"])) == []
    assert sources.listed("src") == ()
