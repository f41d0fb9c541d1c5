"""Whatever stands in the files of a service: no crash, an end, and a reason for what is not read."""

import os
from time import process_time

import pytest

from leastwise.read.files import DiskFiles, MemoryFiles
from leastwise.read.project import read
from leastwise.read.reading import ReadSettings

SERVICE = """service: shop
provider:
  name: aws
  runtime: python3.13
{more}
functions:
  hello:
    handler: app.main
    environment:
      X: {value}
"""


def service(value="1", more=""):
    return SERVICE.format(value=value, more=more)


def doubled(first, row):
    """Sixty entries of `custom`, each of which says the one before twice."""
    return f"custom:\n  a0: {first}\n" + "".join(f"  a{i}: {row.format(i - 1)}\n" for i in range(1, 60))


CASES = {
    "values in a circle": (service("${self:custom.a}", "custom:\n  a: ${self:custom.b}\n  b: ${self:custom.a}"), "leads back to itself"),
    "all of itself": (service("1", "custom: ${self:}"), "contains it"),
    "a file that puts itself in": (service("1", "custom: ${file(./serverless.yml)}"), "contains it"),
    "texts that double": (service("${self:custom.a59}", doubled("xxxxxxxxxx", "${{self:custom.a{0}}}${{self:custom.a{0}}}")), "longer than 1,000,000"),
    "lists that double": (service("${self:custom.a59}", doubled("[x, x, x]", "['${{self:custom.a{0}}}', '${{self:custom.a{0}}}']")), "more than 300,000 values"),
    "aliases that multiply": (service("1", "custom:\n  a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(f"  {c}: &{c} [{','.join([f'*{b}'] * 9)}]\n" for b, c in zip("abcdefgh", "bcdefghi", strict=True))), "more than 300,000 values"),
    "a list without an end": (service("1", "custom: " + "[" * 20_000), ""),
    "variables in variables": (service("'" + "${opt:a, " * 3_000 + "x" + "}" * 3_000 + "'"), ""),
    "variables without an end": (service("'" + "${" * 30_000 + "'"), ""),
    "wrong types everywhere": ("service: [1]\nprovider: [aws]\nfunctions: 3\nresources: [1, x, {Resources: [1]}, null]\nplugins: {a: 1}\npackage: x\ncustom: null\nlayers: 5\nparams: 3\nuseDotenv: [1]\n", ""),
    "a missing file": (service("${file(./nowhere.yml):x}"), ""),
    "a file outside": (service("${file(../../../../../etc/passwd)}"), "outside the root"),
    "a remote file": (service("1", "custom: ${file(https://files.example/custom.yml)}"), ""),
    "a variable of an unknown kind": (service("${weather:today}"), ""),
    "a binary file": (service("a\0b"), "is binary"),
    "another encoding": (service("é").encode("latin-1"), "not valid UTF-8"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_it_is_read_or_the_reason_is_said(name):
    text, reason = CASES[name]
    started = process_time()
    found = list(read(MemoryFiles({"serverless.yml": text})))
    assert process_time() - started < 20
    assert found
    assert not any(reading.fault for reading in found)
    unread = [unread for reading in found for unread in reading.unread]
    assert all(one.file == "serverless.yml" and one.line >= 1 for one in unread)
    if reason:
        assert any(reason in one.reason for one in unread), unread


@pytest.mark.parametrize("end", range(0, len(service()), 7))
def test_a_half_written_file_costs_nothing_but_itself(end):
    good = "other/serverless.yml"
    found = list(read(MemoryFiles({"serverless.yml": service()[:end], good: service()})))
    assert not any(reading.fault for reading in found)
    assert [r.worlds[0].functions[0].name for r in found if r.worlds and r.worlds[0].id == good] == ["hello"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_marks_of_encodings_are_no_part_of_the_first_key(encoding):
    (reading,) = read(MemoryFiles({"serverless.yml": service().replace("\n", "\r\n").encode(encoding)}))
    assert [function.name for function in reading.worlds[0].functions] == ["hello"]


def test_links_out_of_the_root_are_not_followed(tmp_path):
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "secret.yml").write_text("password: swordfish-1234\n")
    (root / "link.yml").symlink_to(tmp_path / "secret.yml")
    (root / "up").symlink_to(tmp_path)
    custom = "custom:\n  a: ${file(./link.yml)}\n  b: ${file(up/secret.yml)}\n  c: ${file(../secret.yml)}"
    (root / "serverless.yml").write_text(service("${self:custom.a.password}${self:custom.b.password}", custom))
    (reading,) = [r for r in read(DiskFiles(str(root))) if r.worlds]
    assert "swordfish" not in repr(reading)
    assert len([unread for unread in reading.unread if "outside the root" in unread.reason]) >= 3


def test_code_of_the_repository_is_not_run(tmp_path):
    done = tmp_path / "done"
    code = f"require('fs').writeFileSync('{done}', 'x');\nmodule.exports = {{ a: 1 }};\n"
    (tmp_path / "conf.js").write_text(code)
    (tmp_path / "serverless.yml").write_text(service("${file(./conf.js):a}", "plugins:\n  - ./conf.js"))
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "serverless.js").write_text(
        f"{code}module.exports = {{ service: 'x', provider: {{ name: 'aws' }} }};\n"
    )
    before = set(os.listdir(tmp_path))
    found = list(read(DiskFiles(str(tmp_path)), ("",), ReadSettings(stages=("all",))))
    assert not any(reading.fault for reading in found)
    assert set(os.listdir(tmp_path)) == before
