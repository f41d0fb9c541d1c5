"""Variables: each source, their fallbacks, and what is done with those that cannot be resolved."""

from __future__ import annotations

import json
from typing import Any

import pytest

from leastwise.model.value import Concat, Map, Parameter, Unknown, display
from leastwise.read.files import MemoryFiles
from leastwise.read.serverless.loading import load_service
from leastwise.read.serverless.service import Service
from leastwise.read.serverless.variables.syntax import parse


def service(text: str, stage: str | None = None, given: dict[str, str] | None = None, **others: str) -> Service:
    """A service whose files are named by keywords, `_` for a dot and `__` for a slash."""
    names = {name.replace("__", "/").replace("_", "."): content for name, content in others.items()}
    files = MemoryFiles({"serverless.yml": "service: shop\n" + text, **names})
    return load_service(files, "serverless.yml", stage, given or {})


def resolved(value: str, text: str = "", stage: str | None = None, **others: Any) -> Any:
    """What a value becomes in the `custom` section of a service that holds this text as well."""
    found = service(f"x: {value}\n{text}", stage, **others)
    return found.document["x"]


CUSTOM = "custom: {table: orders, sizes: {dev: 1, prod: 2}, list: [a, b], deep: {inner: '${self:custom.table}-x'}}\n"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("${self:custom.table}", "orders"),
        ("a-${self:custom.table}-b", "a-orders-b"),
        ("${self:custom.deep.inner}", "orders-x"),
        ("${self:custom.sizes.${sls:stage}}", 1),
        ("${self:custom.list.1}", "b"),
        ("${self:custom.none, 'fallback'}", "fallback"),
        ('${self:custom.none, "fall, back"}', "fall, back"),
        ("${self:custom.none, self:custom.table}", "orders"),
        ("${self:custom.none, ${self:custom.table}}", "orders"),
        ("${self:custom.none, ''}", ""),
        ("${self:custom.none, null}", None),
        ("${self:custom.none, true}", True),
        ("${self:custom.none, 3}", 3),
        ("${opt:stage, 'other'}", "other"),
        ("${opt:stage}", "dev"),
        ("${opt:region, 'eu-west-1'}", "eu-west-1"),
        ("${opt:region}", "us-east-1"),
        ("${sls:stage}", "dev"),
        ("${aws:region}", "us-east-1"),
        ("${self:service}", "shop"),
        ("${self:service.name}", "shop"),
        ("${self:provider.stage, 'x'}", "x"),
        ("${self:provider.stage}", "dev"),
        ("${env:HOME, 'none'}", "none"),
        ("${strToBool(true)}", True),
        ("${strToBool(${env:X, '0'})}", False),
        ("${param:size, 5}", 5),
        ("arn:${AWS::Partition}:${self:custom.table}", "arn:${AWS::Partition}:orders"),
        (r"\${self:custom.table}", "${self:custom.table}"),
        (r"\\${self:custom.table}", "\\orders"),
        ("${stage}", "${stage}"),
        ("${self:custom.table", "${self:custom.table"),
    ],
)
def test_is_resolved(value: str, expected: Any) -> None:
    # As JSON: a YAML text in double quotes, whatever it holds.
    assert resolved(json.dumps(value), CUSTOM) == expected


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("${env:TABLE}", "env:TABLE"),
        ("${ssm:/shop/${sls:stage}/key}", "ssm:/shop/dev/key"),
        ("${ssm(eu-west-1):/key}", "ssm(eu-west-1):/key"),
        ("${ssm.eu-west-1:/key~true}", "ssm.eu-west-1:/key~true"),
        ("${cf:network-${sls:stage}.VpcId}", "cf:network-dev.VpcId"),
        ("${cf.us-west-2:network.VpcId}", "cf.us-west-2:network.VpcId"),
        ("${s3:bucket/key}", "s3:bucket/key"),
        ("${param:domain}", "param:domain"),
        ("${opt:user}", "opt:user"),
        ("${sls:instanceId}", "sls:instanceId"),
        ("${git:sha1}", "git:sha1"),
        ("${terraform:outputs:users_table_arn}", "terraform:outputs:users_table_arn"),
        ("${vault:secret/data.key}", "vault:secret/data.key"),
        ("${aws:ssm:/key}", "aws:ssm:/key"),
        ("${account:s3:bucket/key}", "account:s3:bucket/key"),
        ("${aws:accountId}", "AWS::AccountId"),
        ("${self:custom.sizes.${env:SIZE}}", "self:custom.sizes.${env:SIZE}"),
    ],
)
def test_is_known_only_when_it_is_deployed(value: str, name: str) -> None:
    found = service(f'x: "{value}"\n{CUSTOM}')
    assert found.document["x"] == Parameter(name)
    assert found.notes == []


def test_what_is_not_known_stays_a_part_of_the_text() -> None:
    found = resolved('"${env:PREFIX}-${self:custom.table}-${sls:stage}"', CUSTOM)
    assert isinstance(found, Concat)
    assert display(found) == "${env:PREFIX}-orders-dev"


def test_something_below_what_is_not_known_has_its_name() -> None:
    assert resolved('"${self:custom.secret.password}"', "custom: {secret: '${ssm:/db}'}") == Parameter(
        "ssm:/db.password"
    )


def test_values_can_be_given() -> None:
    given = {"env:TABLE": "t", "opt:user": "u", "domain": "d"}
    assert resolved('"${env:TABLE}${opt:user}${param:domain}"', given=given) == "tud"


def test_names_of_what_was_asked_for_are_told() -> None:
    told: set[str] = set()
    files = MemoryFiles({"serverless.yml": "service: s\nx: '${env:A, 1} ${param:b, 2} ${opt:c, 3}'"})
    load_service(files, "serverless.yml", None, {}, None, told)
    assert told == {"env:A", "b", "opt:c"}


def test_containers_keep_the_places_where_they_are_written() -> None:
    found = service("x: ${self:custom.tags}\ncustom:\n  tags:\n    Owner: ${sls:stage}\n")
    tags = found.document["x"]
    assert tags == {"Owner": "dev"}
    assert tags.span("Owner")[0].position(tags.span("Owner")[3]) == (5, 12)
    assert found.document.span("x")[0].position(found.document.span("x")[1]) == (2, 1)


@pytest.mark.parametrize(
    "text",
    [
        "x: ${self:y}\ny: ${self:x}",
        "x: ${self:x}",
        "x: {y: '${self:x}'}",
        "x: {y: '${self:}'}",
        "x: 'a${self:x}b'",
        "provider: {name: aws, stage: '${self:provider.stage}'}\nx: ${self:custom}\ncustom: {y: '${self:x}'}",
    ],
)
def test_circles_end_and_are_named(text: str) -> None:
    assert any("itself" in note.reason or "contains it" in note.reason for note in service(text).notes)


def test_a_stage_that_leads_to_itself_is_the_default() -> None:
    found = service("provider: {name: aws, stage: '${sls:stage}'}\nx: '${self:provider.stage}'")
    assert (found.stage, found.document["x"], found.notes) == ("dev", "dev", [])


def test_a_long_chain_is_cut() -> None:
    chain = "\n".join(f"a{n}: '${{self:a{n + 1}}}'" for n in range(400)) + "\na400: end"
    notes = service(chain).notes
    assert notes and all(note.kind == "limit" for note in notes)


def test_what_grows_without_bound_is_cut() -> None:
    levels = "\n".join(
        f"a{n}: [{', '.join([f'${{self:a{n + 1}}}'] * 10)}]".replace("${", "'${").replace("}", "}'") for n in range(9)
    )
    found = service(levels + "\na9: end")
    assert [note.kind for note in found.notes] and {note.kind for note in found.notes} == {"limit"}


def test_a_text_that_grows_without_bound_is_cut() -> None:
    levels = "\n".join(f"a{n}: '{f'${{self:a{n + 1}}}' * 10}'" for n in range(9)) + "\na9: end"
    assert isinstance(service(levels).document["a0"], Unknown)


def test_a_name_that_is_nowhere_is_named() -> None:
    found = service("x: ${self:custom.none}")
    assert isinstance(found.document["x"], Unknown)
    assert [(note.line, note.reason) for note in found.notes] == [(2, "${self:custom.none} names nothing")]


@pytest.mark.parametrize("mode", ["20210219", "20210326", "20210812"])
def test_resolution_mode_changes_nothing_here(mode: str) -> None:
    assert resolved("${self:custom.table}", CUSTOM + f"variablesResolutionMode: {mode}") == "orders"


# Files


@pytest.mark.parametrize(
    ("value", "others", "expected"),
    [
        ("${file(a.yml)}", {"a_yml": "k: [1, 2]"}, {"k": [1, 2]}),
        ("${file(./a.yml):k.1}", {"a_yml": "k: [1, 2]"}, 2),
        ("${file('./a.yml'):k}", {"a_yml": "k: v"}, "v"),
        ("${file(a.json):k}", {"a_json": '{"k": "${sls:stage}"}'}, "dev"),
        ("${file(a.txt)}", {"a_txt": "plain"}, "plain"),
        ("${file(conf/${sls:stage}.yml):k}", {"conf__dev_yml": "k: v"}, "v"),
        ("${file(a.yml):k, 'none'}", {"a_yml": "l: v"}, "none"),
        ("${file(b.yml):k, 'none'}", {}, "none"),
        ("${file(b.yml):k, file(a.yml):k}", {"a_yml": "k: v"}, "v"),
        ("${file(a.js):k}", {"a_js": "module.exports.k = 'v'"}, "v"),
        ("${file(a.js)}", {"a_js": "module.exports = {k: {l: 1}}"}, {"k": {"l": 1}}),
        ("${file(a.ts):k}", {"a_ts": "export const k = `v`"}, "v"),
        ("${file(a.yml):k}", {"a_yml": "k: ${file(b.yml):l}", "b_yml": "l: ${self:service}"}, "shop"),
    ],
)
def test_files_are_put_in(value: str, others: dict[str, str], expected: Any) -> None:
    found = service(f'x: "{value}"', **others)
    assert found.document["x"] == expected
    assert found.notes == []


def test_values_from_a_file_stand_in_it() -> None:
    found = service("x: ${file(a.yml)}", a_yml="\n\nk: v\n")
    source, *_, start, _ = found.document["x"].span("k")
    assert (source.path, source.position(start)) == ("a.yml", (3, 4))
    assert [source.path for source in found.sources] == ["serverless.yml", "a.yml"]


@pytest.mark.parametrize(
    ("value", "others", "reason"),
    [
        ("${file(none.yml):k}", {}, "is not there"),
        ("${file(../../etc/passwd)}", {}, "leads outside the root"),
        ("${file(/etc/passwd)}", {}, "leads outside the root"),
        ("${file(a.yml):k}", {"a_yml": "k: ["}, "is not valid YAML"),
        ("${file(${env:NAME}.yml):k}", {}, "which file is put in here is not known"),
        ("${file(a.js):k}", {"a_js": "module.exports.k = () => fetch('x')"}, "computed by code"),
        ("${file(a.js):k}", {"a_js": "module.exports = async () => ({k: 1})"}, "computed by code"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(value: str, others: dict[str, str], reason: str) -> None:
    found = service(f'x: "{value}"', **others)
    assert isinstance(found.document["x"], (Unknown, Parameter))
    assert len(found.notes) == 1
    assert reason in found.notes[0].reason


def test_a_missing_file_is_named_once() -> None:
    found = service('x: "${file(s.json):a}"\ny: "${file(s.json):b}"')
    assert [note.line for note in found.notes] == [2]
    assert (found.document["x"], found.document["y"]) == (Parameter("file(s.json):a"), Parameter("file(s.json):b"))


# .env


def test_dotenv_is_read_where_the_service_says_so() -> None:
    env = "# comment\nexport TABLE='orders' # more\nSIZE=3\n"
    text = "useDotenv: true\nx: ${env:TABLE}${env:SIZE}"
    assert service(text, _env=env).document["x"] == "orders3"
    assert display(service(text.replace("true", "false"), _env=env).document["x"]) == "${env:TABLE}${env:SIZE}"


def test_dotenv_of_a_stage_goes_first() -> None:
    text = "useDotenv: true\nx: ${env:A}-${env:B}"
    assert service(text, "prod", _env="A=1\nB=2", _env_prod="A=3").document["x"] == "3-2"


def test_dotenv_of_the_services_own_stage() -> None:
    text = "useDotenv: true\nprovider: {name: aws, stage: prod}\nx: ${env:A}"
    assert service(text, _env="A=1", _env_prod="A=3").document["x"] == "3"


def test_the_dotenv_plugin_gives_functions_what_it_read() -> None:
    text = "plugins: [serverless-dotenv-plugin]\nprovider: {name: aws, environment: {A: own}}"
    found = service(text, _env="A=1\nTOKEN=abc").document["provider"]["environment"]
    assert found == {"A": "own", "TOKEN": "abc"}
    assert found.span("TOKEN")[0].path == ".env"


# CloudFormation's functions


def test_sub_takes_symbols_as_variables() -> None:
    found = resolved('{"Fn::Sub": "arn:${AWS::Region}:${env:T}"}')["Fn::Sub"]
    assert found == ["arn:${AWS::Region}:${Leastwise0}", {"Leastwise0": Parameter("env:T")}]


def test_get_att_in_its_short_form_is_not_cut_inside_a_variable() -> None:
    assert resolved("!GetAtt ${self:custom.table}.Arn", CUSTOM) == {"Fn::GetAtt": ["orders", "Arn"]}


def test_a_function_in_a_text_becomes_a_join() -> None:
    found = resolved('"a-${self:custom.arn}"', "custom: {arn: !Ref T}")
    assert found == {"Fn::Join": ["", ["a-", {"Ref": "T"}]]}


def test_the_pseudo_parameters_plugin() -> None:
    text = "plugins: [serverless-pseudo-parameters]\n"
    assert resolved("'arn:#{AWS::Region}:${sls:stage}'", text) == {"Fn::Sub": "arn:${AWS::Region}:dev"}
    assert resolved("'arn:#{AWS::Region}'") == "arn:#{AWS::Region}"


# Syntax on hostile texts


@pytest.mark.parametrize(
    "text", ["${self:a " * 5_000 + "}", "${" * 5_000 + "}" * 5_000, "\\" * 50_000 + "}", "${a('" * 9_999]
)
def test_broken_texts_stay_text(text: str) -> None:
    assert all(isinstance(part, str) for part in parse(text))


def test_wrong_types_anywhere_never_raise() -> None:
    for value in ("1", "[]", "{}", "[[]]", "null", "'${self:}'", "'${file()}'", "!Ref X", "'${opt:}'", "'${self:x.}'"):
        for key in ("provider", "custom", "params", "stages", "plugins", "functions", "resources", "frameworkVersion"):
            found = service(f"{key}: {value}\nx: ${{param:a, self:provider.stage, self:custom.a.b, sls:stage}}")
            assert isinstance(found.document, Map)


def test_a_key_without_a_value_is_said_to_be_empty() -> None:
    files = MemoryFiles({"serverless.yml": "service: shop\nx: ${file(x.yml):KEY}\n", "x.yml": "KEY:\n"})
    (note,) = load_service(files, "serverless.yml", None, {}).notes
    assert note.reason.endswith("is empty")
