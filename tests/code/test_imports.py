"""What imports lead to, as Python, Node.js, TypeScript and bundlers see it."""

import pytest

from leastwise.code.imports import Imports
from leastwise.code.modules import External, Module
from leastwise.code.packages import Mount, Package
from leastwise.code.python_imports import added_paths
from leastwise.code.sources import Sources
from leastwise.code.vendored import Vendored, vendored
from leastwise.read.files import MemoryFiles


def imports_of(files, root="src", *, mounts=(), language="python", beside=()):
    sources = Sources(MemoryFiles(dict.fromkeys(files, "") if not isinstance(files, dict) else files))
    search = ("/var/task", "/opt/python") if language == "python" else ("/opt/nodejs/node_modules", "/var/task")
    others = vendored(sources, [root]) if language == "python" else ()
    return Imports(sources, Package(root, (*mounts, Mount("/var/task", root)), search, tuple(beside), others))


@pytest.mark.parametrize(
    ("importer", "name", "expected"),
    [
        ("src/app.py", "db", Module("src/db.py")),
        ("src/app.py", "shop.orders", Module("src/shop/orders/__init__.py")),
        ("src/app.py", "shop.orders.create", Module("src/shop/orders/create.py")),
        ("src/app.py", "shop", Module("src/shop/__init__.py")),
        ("src/app.py", "space", Module("src/space", True)),
        ("src/app.py", "space.inner", Module("src/space/inner.py")),
        ("src/app.py", "shop.missing", External("shop.missing", "absent")),
        ("src/app.py", "boto3.dynamodb.conditions", External("boto3.dynamodb.conditions")),
        ("src/shop/orders/create.py", ".", Module("src/shop/orders/__init__.py")),
        ("src/shop/orders/create.py", ".validate", Module("src/shop/orders/validate.py")),
        ("src/shop/orders/create.py", "..tables", Module("src/shop/tables.py")),
        ("src/shop/orders/create.py", "...db", Module("src/db.py")),
        ("src/shop/orders/create.py", "....db", External("....db", "absent")),
        ("src/shop/orders/create.py", "validate", Module("src/shop/orders/validate.py", sure=False)),
        ("src/app.py", "layered", Module("layer/python/layered.py")),
        ("src/app.py", "common.log", Module("shared/common/log.py", sure=False)),
        ("src/app.py", "os.path", External("os.path")),
        ("src/app.py", "", External("")),
        ("src/app.py", "a b", External("a b")),
    ],
)
def test_python(importer, name, expected):
    files = [
        "src/app.py",
        "src/db.py",
        "src/shop/__init__.py",
        "src/shop/tables.py",
        "src/shop/orders/__init__.py",
        "src/shop/orders/create.py",
        "src/shop/orders/validate.py",
        "src/space/inner.py",
        "layer/python/layered.py",
        "shared/common/log.py",
        "os/path.py",
    ]
    found = imports_of(files, mounts=(Mount("/opt", "layer"),), beside=("shared",))
    assert found.python(importer, name) == expected


def test_python_of_other_people_beside_the_code_is_named():
    files = {
        "src/app.py": "",
        "src/yaml/__init__.py": "",
        "src/PyYAML-6.0.dist-info/top_level.txt": "_yaml\nyaml\n",
        "src/requests/__init__.py": "",
        "src/slugify/__init__.py": "",
        "src/requirements.txt": "python-slugify==8\nslugify>=1\n./local\n",
        "src/mine/__init__.py": "",
        "src/vendor/thing.py": "",
    }
    found = imports_of(files)
    assert {vendor.place for vendor in found.scope.package.vendored} == {
        "src/PyYAML-6.0.dist-info",
        "src/yaml",
        "src/requests",
        "src/slugify",
        "src/vendor",
    }
    assert found.python("src/app.py", "yaml.loader") == External("yaml.loader", "vendored", "src/yaml")
    assert found.python("src/app.py", "mine") == Module("src/mine/__init__.py")
    assert found.scope.package.files(found.scope.sources) == ["src/app.py", "src/mine/__init__.py"]


def test_paths_that_code_adds():
    found = imports_of(["src/app.py", "src/lib/inner/db.py", "layer/tools/log.py"], mounts=(Mount("/opt", "layer"),))
    assert isinstance(found.python("src/app.py", "log"), External)
    text = """
import sys, os
sys.path.append("/opt/tools")
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "lib", "inner"))
"""
    found.loaded("src/app.py", text)
    assert found.python("src/app.py", "log") == Module("layer/tools/log.py")
    assert found.python("src/app.py", "db") == Module("src/lib/inner/db.py")
    told = 'sys.path.append(os.environ["LAMBDA_TASK_ROOT"] + "/vendor")\nsys.path.append(str(Path(__file__).parent.parent))'
    assert list(added_paths(told)) == ["/var/task/vendor", ".."]


NODE = {
    "package.json": '{"name": "shop", "workspaces": ["packages/*"], "imports": {"#db": "./src/db.ts"}}',
    "tsconfig.json": """{
        "extends": "./tsconfig.base.json", // the rest
        "compilerOptions": {"baseUrl": "./", "paths": {"@lib/*": ["src/lib/*"], "/opt/nodejs/*": ["layer/nodejs/*"],}}
    }""",
    "src/app.ts": "",
    "src/db.ts": "",
    "src/jsx.tsx": "",
    "src/old.js": "",
    "src/data.json": "{}",
    "src/lib/index.ts": "",
    "src/lib/log.mts": "",
    "src/lib/types.d.ts": "",
    "src/part/package.json": '{"main": "./main.js"}',
    "src/part/main.js": "",
    "packages/core/package.json": '{"name": "@shop/core", "main": "dist/index.js", "exports": {".": "./dist/index.js", '
    '"./tables": {"types": "./dist/tables.d.ts", "import": "./dist/tables.mjs"}, "./x/*": "./src/extra/*.ts"}}',
    "packages/core/src/index.ts": "",
    "packages/core/src/tables.ts": "",
    "packages/core/src/extra/one.ts": "",
    "layer/nodejs/common.js": "",
    "layer/nodejs/node_modules/own/index.js": "",
    "layer/nodejs/node_modules/axios/package.json": '{"name": "axios", "version": "1.0.0"}',
    "layer/nodejs/node_modules/axios/index.js": "",
    "node_modules/express/index.js": "",
}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("./db", Module("src/db.ts")),
        ("./db.js", Module("src/db.ts")),
        ("./jsx", Module("src/jsx.tsx")),
        ("./old.js", Module("src/old.js")),
        ("./data.json", Module("src/data.json")),
        ("./lib", Module("src/lib/index.ts")),
        ("./lib/log.mjs", Module("src/lib/log.mts")),
        ("./part", Module("src/part/main.js")),
        ("./none", External("./none", "absent")),
        ("../../../etc/passwd", External("../../../etc/passwd", "absent")),
        ("@lib/log", Module("src/lib/log.mts")),
        ("src/db", Module("src/db.ts")),
        ("#db", Module("src/db.ts")),
        ("#none", External("#none", "absent")),
        ("@shop/core", Module("packages/core/src/index.ts")),
        ("@shop/core/tables", Module("packages/core/src/tables.ts")),
        ("@shop/core/x/one", Module("packages/core/src/extra/one.ts")),
        ("/opt/nodejs/common", Module("layer/nodejs/common.js")),
        ("own", Module("layer/nodejs/node_modules/own/index.js")),
        ("axios", External("axios", "vendored", "layer/nodejs/node_modules/axios")),
        ("express", External("express")),
        ("@aws-sdk/client-s3", External("@aws-sdk/client-s3")),
        ("node:fs", External("node:fs")),
        ("", External("")),
    ],
)
def test_scripts(name, expected):
    found = imports_of(NODE, mounts=(Mount("/opt", "layer"),), language="javascript")
    assert found.script("src/app.ts", name) == expected


def test_scripts_of_a_folder_that_is_named_as_a_dependency_and_of_pnpm():
    files = {
        "fn/package.json": '{"dependencies": {"shared": "file:../shared"}}',
        "fn/index.js": "",
        "shared/package.json": '{"name": "shared", "main": "lib/main"}',
        "shared/lib/main.js": "",
        "pnpm-workspace.yaml": "packages:\n  # ours\n  - 'libs/**'\n",
        "libs/deep/one/package.json": '{"name": "one"}',
        "libs/deep/one/index.mjs": "",
    }
    found = imports_of(files, root="fn", language="javascript")
    assert found.script("fn/index.js", "shared") == Module("shared/lib/main.js")
    assert found.script("fn/index.js", "one") == Module("libs/deep/one/index.mjs")


def test_relative_imports_follow_what_lies_where_when_it_runs():
    files = ["fn/index.js", "common/db.js", "fn/app.py", "common/tables.py"]
    mounts = (Mount("/var/task/shared", "common"),)
    assert imports_of(files, "fn", mounts=mounts, language="javascript").script("fn/index.js", "./shared/db") == Module(
        "common/db.js"
    )
    assert imports_of(files, "fn", mounts=mounts).python("fn/app.py", "shared.tables") == Module("common/tables.py")


def test_settings_that_lead_in_circles_or_are_damaged_end():
    files = {
        "tsconfig.json": '{"extends": "./tsconfig.json", "compilerOptions": {"paths": {"a": "b", "*": ["*"]}}}',
        "package.json": '{"workspaces": 7, "name": ["x"], "imports": {"#a": {"default": "#a"}}, "exports": {".": [[]]}}',
        "src/package.json": "[" * 10_000,
        "src/index.js": "",
        "loop/package.json": '{"main": "."}',
    }
    found = imports_of(files, language="javascript")
    for name in ("a", "#a", "x", "../loop", "..", "."):
        found.script("src/index.js", name)
    assert found.script("src/index.js", "./index") == Module("src/index.js")
    assert found.script("src/index.js", "../loop") == External("../loop", "absent")


def test_no_file_is_opened_twice():
    opened = []

    class Counting(MemoryFiles):
        def read(self, path):
            opened.append(path)
            return super().read(path)

    files = Counting(NODE)
    sources = Sources(files)
    found = Imports(sources, Package("src", (Mount("/var/task", "src"),), ("/var/task",)))
    for name in ("./db", "@shop/core", "@lib/log", "#db", "lodash"):
        found.script("src/app.ts", name)
        found.script("src/lib/index.ts", name)
    sources.source("src/app.ts")
    sources.source("src/app.ts")
    assert len(opened) == len(set(opened))


def test_a_vendored_folder_is_known_by_its_files():
    package = Package("src", (Mount("/var/task", "src"),), ("/var/task",))
    assert package.vendor_of("src/node_modules/@a/b/c.js") == Vendored("@a/b", "src/node_modules/@a/b")
    assert package.vendor_of("src/app.js") is None
