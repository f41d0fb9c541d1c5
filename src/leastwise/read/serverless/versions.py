"""Which framework a service is written for, and which plugins it uses."""

from __future__ import annotations

import re

from leastwise.read.serverless.build import ServerlessBuild
from leastwise.read.serverless.service import plugin_names

DEFAULT_RUNTIME = "nodejs20.x"


def major_version(build: ServerlessBuild) -> int | None:
    """The framework's major version as `frameworkVersion` asks for it; `None` where it leaves that open.

    https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml#general
    """
    wanted = build.service.get("frameworkVersion")
    found = re.search(r"\d+", str(wanted)) if isinstance(wanted, (str, int, float)) else None
    return int(found[0][:3]) if found else None


def older(build: ServerlessBuild, version: int) -> bool:
    """Whether it is certain that the framework is older than a major version."""
    major = major_version(build)
    return major is not None and major < version


def default_runtime(build: ServerlessBuild) -> str:
    """What a function runs on where nothing says it; without a version, what the newest framework takes.

    https://github.com/serverless/serverless/blob/main/packages/serverless/lib/plugins/aws/provider.js
    https://github.com/serverless/serverless/blob/v2.72.4/docs/deprecations.md (change of the default to nodejs14.x)
    """
    return "nodejs12.x" if older(build, 3) else "nodejs14.x" if older(build, 4) else DEFAULT_RUNTIME


def has_plugin(build: ServerlessBuild, name: str) -> bool:
    """Whether a plugin is used."""
    return name in plugin_names(build.service)
