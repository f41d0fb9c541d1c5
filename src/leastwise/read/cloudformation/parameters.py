"""Values of parameters: from the command line, parameter files, samconfig.toml, and the template's defaults."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from leastwise.model.errors import ReadError, UsageError
from leastwise.model.finding import Unread
from leastwise.model.value import Map, Parameter, Seq, Symbol, as_text
from leastwise.read.cloudformation.template import Template
from leastwise.read.decisions import Decisions
from leastwise.read.document import parse
from leastwise.read.encoding import decode
from leastwise.read.files import Files
from leastwise.read.toml import parse_toml

_OVERRIDE = (
    r"""(?:ParameterKey=)?(?P<key>"[^"]+"|(?<![\w:])[\w:]++)(?:,ParameterValue)?="""
    r"""(?P<value>"(?:[^"\\]|\\.)*"|'[^']*'|(?:[^\s"\\]|\\.)*)"""
)


def parameter_values(
    template: Template, given: Mapping[str, Any], decisions: Decisions, prefix: str = ""
) -> dict[str, Any]:
    """Every parameter of a template with its value, or a `Parameter` symbol where it has none.

    Args:
        template: whose parameters.
        given: values from outside; they may be symbols (a parent stack's).
        decisions: told which values an open parameter is allowed to take.
        prefix: put before the names of open parameters, to keep those of nested stacks apart.
    """
    values: dict[str, Any] = {}
    for name, declared, span in template.section("Parameters").entries():
        kind = declared.get("Type", "String") if isinstance(declared, Map) else "String"
        kind = kind if isinstance(kind, str) else "String"
        default = declared.get("Default") if isinstance(declared, Map) else None
        # What a parameter of these types is given is the name of an SSM parameter, not the value.
        indirect = kind.startswith("AWS::SSM::Parameter::Value")
        value = given.get(name, default)
        if isinstance(value, Symbol):
            values[name] = value
        elif value is None or indirect or isinstance(value, (Map, Seq)):
            symbol = Parameter(prefix + name)
            values[name] = symbol
            allowed = declared.get("AllowedValues") if isinstance(declared, Map) else None
            if isinstance(allowed, Seq) and not indirect and "List" not in kind:
                texts = [as_text(v) for v in allowed if isinstance(v, (str, int, float, bool))]
                if texts:
                    decisions.allow(symbol.name, list(dict.fromkeys(texts)))
        elif kind == "CommaDelimitedList" or kind.startswith("List<"):
            values[name] = Seq(span, [part.strip() for part in as_text(value).split(",")])
        else:
            values[name] = value
    return values


def parameters_from_file(path: str, data: bytes) -> dict[str, str]:
    """A parameter file: CloudFormation's list, `{"Parameters": {…}}`, or a flat mapping, in JSON or YAML.

    Raises:
        UsageError: it is none of these.
    """
    try:
        documents, _ = parse(decode(data, path))
    except ReadError as error:
        raise UsageError(f"{path}:{error.line}: the parameter file {error.reason}") from error
    content = documents[0] if documents else None
    if isinstance(content, Map) and isinstance(content.get("Parameters"), Map):
        content = content["Parameters"]
    if isinstance(content, Map):
        return {k: as_text(v) for k, v in content.items() if isinstance(v, (str, int, float, bool))}
    if isinstance(content, Seq):
        found = {}
        for item in content:
            if isinstance(item, Map) and "ParameterKey" in item and "ParameterValue" in item:
                found[str(item["ParameterKey"])] = as_text(item["ParameterValue"])
            elif isinstance(item, str) and "=" in item:
                key, _, value = item.partition("=")
                found[key] = value
            elif not (isinstance(item, Map) and "ParameterKey" in item):  # UsePreviousValue has no value
                raise UsageError(f"{path}: entry {item!r} is neither NAME=VALUE nor ParameterKey with ParameterValue")
        return found
    raise UsageError(f"{path}: a parameter file holds a mapping, or a list of ParameterKey and ParameterValue")


def split_overrides(text: str) -> dict[str, str]:
    """`parameter_overrides` in the forms that the SAM command line takes.

    https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-cli-command-reference-sam-deploy.html
    """
    found = {}
    for match in re.finditer(_OVERRIDE, text):
        key, value = match["key"].strip('"'), match["value"]
        if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        found[key] = value.replace('\\"', '"').replace("\\ ", " ")
    return found


_DEFAULT_TEMPLATES = frozenset({"template.yaml", "template.yml", "template.json"})
"""What SAM takes where no template is named."""


class SamConfig:
    """A `samconfig.toml`: per environment the parameter overrides.

    https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html
    """

    def __init__(self, environments: dict[str, dict[str, str]], problem: Unread | None = None) -> None:
        self.environments = environments
        self.problem = problem

    @classmethod
    def beside(cls, files: Files, template: Template) -> SamConfig | None:
        """The configuration in the template's folder, when there is one and it is about this template."""
        folder = template.folder + "/" if template.folder else ""
        for name in ("samconfig.toml", "samconfig.yaml", "samconfig.yml"):
            if files.exists(folder + name):
                return cls._load(files, folder + name, template.path.rpartition("/")[2])
        return None

    @classmethod
    def _load(cls, files: Files, path: str, template: str) -> SamConfig:
        try:
            data = files.read(path)
            content: Any
            if path.endswith(".toml"):
                content = parse_toml(decode(data, path))
            else:
                documents, _ = parse(decode(data, path))
                content = documents[0] if documents else {}
        except ReadError as error:
            return cls(
                {}, Unread(path, error.line, "limit" if error.limit else "reference", f"samconfig {error.reason}")
            )
        environments = {}
        for name, commands in content.items() if isinstance(content, dict) else ():
            if isinstance(commands, dict):
                environments[name] = _overrides_of(commands, template)
        return cls(environments)


def _overrides_of(commands: dict[str, Any], template: str) -> dict[str, str]:
    """The parameter overrides of one environment, when it is about this template. `deploy` goes before `global`."""
    found: dict[str, str] = {}
    named: Any = None
    for command in ("global", "deploy"):
        section = commands.get(command)
        parameters = section.get("parameters") if isinstance(section, dict) else None
        if isinstance(parameters, dict):
            named = parameters.get("template_file", parameters.get("template", named))
            found |= _overrides(parameters.get("parameter_overrides"))
    # Built templates lie in .aws-sam and are named after nothing.
    if isinstance(named, str) and ".aws-sam" not in named:
        about = named.replace("\\", "/").rpartition("/")[2] == template
    else:
        about = template in _DEFAULT_TEMPLATES
    return found if about else {}


def _overrides(given: Any) -> dict[str, str]:
    if isinstance(given, str):
        return split_overrides(given)
    if isinstance(given, dict):
        return {str(k): as_text(v) for k, v in given.items() if isinstance(v, (str, int, float, bool))}
    found: dict[str, str] = {}
    for item in given if isinstance(given, list) else ():
        found |= _overrides(item)
    return found
