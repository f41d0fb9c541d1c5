"""Bundles of esbuild, small as they are here: the SDK in them is an import again, or the function is uncertain."""

import pytest
from tests.code.interpreter.programs import Uses, analysed

SIGNS = 'const sign = r => "AWS4-HMAC-SHA256" + r["amz-sdk-invocation-id"];'
CLIENT = f"""{SIGNS}
    var S3Client = class extends Base {{ constructor() {{ this.defaultSigningName = "s3"; }} send(c) {{ return go(c); }} }};
    var GetObjectCommand = class extends Base {{}};
    x.GetObjectCommand = GetObjectCommand;
    x.S3Client = S3Client;"""
HELPERS = """var D = Object.defineProperty; var N = Object.getOwnPropertyNames; var H = Object.prototype.hasOwnProperty;
var C = (c, m) => () => { try { return m || (0, c[N(c)[0]])((m = { exports: {} }).exports, m), m.exports } catch (e) { throw e } };
var M = (c, m) => () => (m || c((m = { exports: {} }).exports, m), m.exports);
var X = (t, a) => { for (var n in a) D(t, n, { get: a[n], enumerable: !0 }); };
var P = (t, f, e, d) => { if (f && typeof f == "object") for (let k of N(f)) !H.call(t, k) && k !== e && D(t, k, { get: () => f[k], enumerable: !0 }); return t };
var E = (m, n, t) => (t = m != null ? Object.create(Object.getPrototypeOf(m)) : {}, P(n || !m || !m.__esModule ? D(t, "default", { value: m, enumerable: !0 }) : t, m));
var T = m => P(D({}, "__esModule", { value: !0 }), m);
"""
HANDLER = """var s = E(r()); var c = new s.S3Client({});
var h = {}; X(h, { handler: () => f }); module.exports = T(h);
var f = async e => c.send(new s.GetObjectCommand({ Bucket: "b", Key: e.key }));
"""


def told(text):
    """The paths of what a bundle calls, and the reasons why there may be more."""
    found = Uses()
    (entry,) = analysed({"index.js": text}, found).entries
    assert entry.found
    return found.paths, {note.reason for note in entry.uncertain}


def test_by_the_path_of_the_module():
    module = f'var r = C({{ "../node_modules/@aws-sdk/client-s3/dist-cjs/index.js"(x, m) {{ {CLIENT} }} }});\n'
    paths, why = told(f"// __commonJS\n{HELPERS}{module}{HANDLER}")
    assert "@aws-sdk/client-s3.S3Client().send" in paths
    assert not why


@pytest.mark.parametrize(
    ("path", "callee"),
    [
        ("aws-sdk/clients/s3.js", "aws-sdk/clients/s3"),
        ("aws-sdk/lib/aws.js", "aws-sdk"),
        ("a/node_modules/@b/c/lib/cjs/d/index.js", "@b/c/d"),
    ],
)
def test_the_name_of_a_module(path, callee):
    text = f'// __commonJS\n{HELPERS}var r = C({{ "node_modules/{path}"(x, m) {{}} }});\nexports.handler = async e => r().go(e);\n'
    assert told(text)[0] == [f"{callee}.go"]


@pytest.mark.parametrize(
    "module", [f"var r = M((x, m) => {{ {CLIENT} }});", f"var a = 1, r = M(x => {{ {CLIENT} }}), b = 2;"]
)
def test_minified_by_what_the_module_exports(module):
    paths, why = told(f"{HELPERS}{module}\n{HANDLER}")
    assert "@aws-sdk/client-s3.S3Client().send" in paths
    assert not why


def test_a_module_of_the_sdk_that_is_not_recognised():
    _, why = told(
        f"{HELPERS}var r = M(x => {{ {SIGNS} x.S3Client = class {{ send() {{}} }}; x.GetObjectCommand = class {{}} }});\n{HANDLER}"
    )
    assert any("bundled into this file" in reason for reason in why)


def test_a_module_that_uses_one_that_is_not_recognised():
    modules = f"var q = M(x => {{ {SIGNS} x.sign = sign }});\nvar r = M(x => {{ x.S3Client = q().sign; x.GetObjectCommand = class {{}} }});\n"
    assert any("bundled into this file" in reason for reason in told(f"{HELPERS}{modules}{HANDLER}")[1])


def test_the_sdk_without_functions_around_its_modules():
    text = f"{SIGNS}\nvar S = class {{ send(c) {{ return sign(c) }} }};\nvar c = new S();\nexports.handler = async e => c.send(e);\n"
    assert any("bundled into this file" in reason for reason in told(text)[1])


def test_an_es_module_of_the_sdk():
    module = 'var S; var r = C({ "node_modules/@aws-sdk/client-s3/dist-es/S3Client.js"() { S = class {} } });\n'
    assert told(f"// __commonJS\n{HELPERS}{module}r(); exports.handler = async e => new S().send(e);\n")[1]


def test_a_module_of_the_sdk_that_nobody_runs():
    text = f"{HELPERS}var q = M(x => {{ {SIGNS} x.sign = sign }});\nexports.handler = async e => e.x;\n"
    assert told(text)[1] == set()
