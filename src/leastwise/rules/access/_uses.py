"""Where applications name what they use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from leastwise.iam.actions import expand
from leastwise.iam.standing import stands
from leastwise.model.application import Application
from leastwise.model.graph import Statement
from leastwise.model.resource import Path, Property
from leastwise.model.value import DynamicReference, Import, Map, Seq, display
from leastwise.rules.environments import says_environment, says_production

_NAMING = r"(Arn|ARN|Name|Role|Bucket|Table|Queue|Topic|Stream|Url|URL|Uri)s?$"
_SHARED = r"arn:aws[\w-]*:(dynamodb:[^:]*:\d{12}:table/[^*]|secretsmanager:[^:]*:\d{12}:secret:[^*])"
_BUCKET = r"arn:aws[\w-]*:s3:::[a-z0-9]"
_ROLE = r"arn:aws[\w-]*:iam::\d{12}:role/"

_DEPLOYING = ("AWS::CodeBuild::", "AWS::CodeDeploy::", "AWS::CodePipeline::")
"""Types that are about all environments: what builds and deploys."""

# Policies are judged by their statements, stages of APIs are no environments, and APIs and workflows are code.
_SKIPPED = frozenset(
    "AssumeRolePolicyDocument Body Definition DefinitionString Policies PolicyDocument Stage StageName Tags".split()
)


def allowed(app: Application) -> Iterator[tuple[Property, str]]:
    """The resources of production that statements allow something on."""
    for role, statement in app.granted():
        for place in statement.resource_properties():
            text = display(place.value)
            if says_production(text) and stands(app, role, statement, place.value):
                yield place, text


def named(app: Application) -> Iterator[tuple[Property, str]]:
    """Names, ARNs, imports and parameters that resources use, and the environment of functions."""
    for resource in app.resources():
        used = resource.by == "author" and not resource.type.startswith(_DEPLOYING)
        ahead: list[tuple[Path, Any]] = [((), resource.properties)] if used else []
        while ahead:
            path, value = ahead.pop()
            if isinstance(value, Map):
                ahead.extend(((*path, key), item) for key, item in value.items() if key not in _SKIPPED)
            elif isinstance(value, Seq):
                ahead.extend(((*path, index), item) for index, item in enumerate(value))
            elif isinstance(value, Import):
                yield Property(resource, path), value.name
            elif isinstance(value, DynamicReference):
                yield Property(resource, path), value.key
            elif isinstance(value, str) and _is_name(path, value):
                yield Property(resource, path), value


def _is_name(path: Path, value: str) -> bool:
    variable = path[:2] == ("Environment", "Variables")
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    return " " not in value and (variable or value.startswith("arn:") or re.search(_NAMING, key) is not None)


def shared(app: Application) -> Iterator[tuple[Property, str]]:
    """What is spelled out and outside the application: a role, a table, a secret, a bucket to write to."""
    for function in app.functions:
        place = function.resource["Role"]
        if place.by == "author" and re.match(_ROLE, place.text() or ""):
            yield place, place.text() or ""
    for role, statement in app.granted():
        for place in statement.resource_properties():
            text = place.value
            told = isinstance(text, str) and not says_environment(text) and _outside(app, statement, text)
            if told and stands(app, role, statement, text):
                yield place, text


def _outside(app: Application, statement: Statement, arn: str) -> bool:
    kept = re.match(_SHARED, arn) is not None or (re.match(_BUCKET, arn) is not None and _writes(statement))
    return kept and app.referenced(arn) is None


def _writes(statement: Statement) -> bool:
    names = [action for action in statement.actions if isinstance(action, str)]
    return any(not action.reads for name in names for action in expand(name) or ())
