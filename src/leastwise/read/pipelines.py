"""CI configuration: what builds and deploys the applications of a root.

CloudFormation has no word for it, so each file becomes an application of its own, of the framework `ci`, with one
resource of the type `Leastwise::CI::Workflow`:

- `Provider`: `github`, `gitlab`, `bitbucket`, `circleci`, `codebuild`, `azure` or `jenkins`;
- `Documents`: what the file says, for those that are YAML;
- `Lines`: the lines of a file that is a program.

It counts neither as a template nor as an application to scan: it is read beside them, and only where it speaks of AWS.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from leastwise.model.application import Application, Stack
from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread
from leastwise.model.resource import Resource
from leastwise.model.source import Source, Span
from leastwise.model.value import Map, Seq
from leastwise.read.document import parse
from leastwise.read.encoding import decode
from leastwise.read.reading import Reading

FRAMEWORK = "ci"
WORKFLOW = "Leastwise::CI::Workflow"

_NAMES = {
    ".gitlab-ci.yml": "gitlab",
    "Jenkinsfile": "jenkins",
    "azure-pipelines.yaml": "azure",
    "azure-pipelines.yml": "azure",
    "bitbucket-pipelines.yml": "bitbucket",
    "buildspec.yaml": "codebuild",
    "buildspec.yml": "codebuild",
}


def provider(path: str) -> str:
    """Whose CI configuration a file is by its name; empty where it is none."""
    folder, _, name = path.rpartition("/")
    if name.endswith((".yml", ".yaml")) and f"/{folder}".endswith("/.github/workflows"):
        return "github"
    if name in ("config.yml", "config.yaml") and f"/{folder}".endswith("/.circleci"):
        return "circleci"
    return _NAMES.get(name, "")


def may_matter(data: bytes) -> bool:
    """Whether a file speaks of AWS at all."""
    text = data.lower()
    return b"aws" in text or b"amazon" in text


def pipelines(found: Mapping[str, bytes]) -> Iterator[Reading]:
    """Read CI configuration: path → bytes."""
    for path, data in found.items():
        try:
            workflow = _workflow(path, data)
        except ReadError as error:
            reason = f"the CI configuration {error.reason}"
            yield Reading(path, FRAMEWORK, (), (Unread(path, error.line, "reference", reason),))
        except Exception as error:  # one file that cannot be read never costs the others
            reason = f"the CI configuration was not read: internal error, {type(error).__name__}"
            yield Reading(path, FRAMEWORK, (), (Unread(path, 1, "reference", reason),), fault=error)
        else:
            stack = Stack(path, path, {workflow.name: workflow}, {})
            yield Reading(path, FRAMEWORK, (Application(path, FRAMEWORK, (stack,)),), ())


def _workflow(path: str, data: bytes) -> Resource:
    source = decode(data, path)
    whole: Span = (source, 0, 0, 0, len(source.text))
    kind = provider(path)
    properties = Map(whole, {"Provider": kind})
    if kind == "jenkins":
        properties.put("Lines", _lines(source, whole), whole)
    else:
        documents = Seq(whole)
        for document in parse(source)[0]:
            documents.put(document, document.home if isinstance(document, (Map, Seq)) else whole)
        properties.put("Documents", documents, whole)
    name = path.rpartition("/")[2].removesuffix(".yml").removesuffix(".yaml").lstrip(".")
    body = Map(whole, {"Type": WORKFLOW})
    body.put("Properties", properties, whole)
    return Resource(f"{path}:{name}", f"{path}:{name}", name, WORKFLOW, body, whole, framework=FRAMEWORK)


def _lines(source: Source, whole: Span) -> Seq:
    lines, start = Seq(whole), 0
    for line in source.text.splitlines(keepends=True):
        text = line.rstrip("\r\n")
        first = start + len(text) - len(text.lstrip())
        end = start + len(text)
        lines.put(text, (source, first, end, first, end))
        start += len(line)
    return lines
