"""What Terraform itself says to hundreds of expressions, and that we say the same."""

import json
from pathlib import Path

import pytest

from leastwise.model.value import Unknown
from leastwise.read.terraform.language import Encoded, encoded_text
from leastwise.read.terraform.language.calls import FAMILIES, function

CASES = json.loads(Path(__file__).with_name("cases.json").read_text("utf-8"))["cases"]

FILES = {
    "f.txt": "hi\nthere\n",
    "j.json": '{"a": [1, {"b": "c"}]}\n',
    "d/x.py": "x",
    "d/e/y.py": "y",
    "t.tpl": (
        "Hello ${name}\n%{ for i in items ~}\n  - ${i} $${no} %%{x}\n%{ endfor ~}\nend\n"
        '%{ if name == "x" }yes%{ else }no%{ endif }\n'
    ),
    "j.tpl": '{"n": ${n}, "s": "v-${n}"}',
}


def plain(value):
    """A value as `jsonencode` in Terraform shows it."""
    if isinstance(value, Unknown):
        return "ERR"
    if isinstance(value, Encoded):
        return encoded_text(value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, str) else value


def same(one, other):
    """Equal, types included, but for the last digits of fractions and of very large numbers."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, (int, float)) and isinstance(other, (int, float)) and not isinstance(one, bool):
        return not isinstance(other, bool) and abs(one - other) <= 1e-12 * abs(other)
    return type(one) is type(other) and one == other


@pytest.mark.parametrize(("expression", "wanted"), CASES, ids=[case[0][:60] for case in CASES])
def test_gives_what_terraform_gives(evaluated, expression, wanted):
    found, module = evaluated(expression, files=FILES)
    assert same(plain(found), wanted)
    if wanted != "ERR":
        assert module.notes == []


def test_every_function_that_is_named_is_there():
    assert [name for names in FAMILIES.values() for name in names.split() if function(name) is None] == []


DOCUMENTED = """
abs abspath alltrue anytrue base64decode base64encode base64gzip base64sha256 base64sha512 basename bcrypt ceil chomp
chunklist cidrhost cidrnetmask cidrsubnet cidrsubnets coalesce coalescelist compact concat contains csvdecode dirname
distinct element endswith ephemeralasnull file filebase64 filebase64sha256 filebase64sha512 fileexists filemd5 fileset
filesha1 filesha256 filesha512 flatten floor format formatdate formatlist indent index issensitive join jsondecode
jsonencode keys length log lookup lower matchkeys max md5 merge min nonsensitive one parseint pathexpand plantimestamp
pow range regex regexall replace reverse rsadecrypt sensitive setintersection setproduct setsubtract setunion sha1
sha256 sha512 signum slice sort split startswith strcontains strrev substr sum templatefile templatestring
textdecodebase64 textencodebase64 timeadd timecmp timestamp title tobool tolist tomap tonumber toset tostring transpose
trim trimprefix trimspace trimsuffix try can type upper urlencode uuid uuidv5 values yamldecode yamlencode zipmap
base64gunzip cidrcontains urldecode
"""
"""`terraform metadata functions -json` of 1.11.4, and what OpenTofu has beyond: https://opentofu.org/docs/language/functions/"""


def test_every_function_of_terraform_and_opentofu_is_there():
    assert [name for name in DOCUMENTED.split() if function(name) is None and name not in ("try", "can")] == []
