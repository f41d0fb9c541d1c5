"""Which framework a service is written for, and which plugins it uses."""

from __future__ import annotations

import re

from leastwise.model.value import Map, Seq
from leastwise.read.serverless.build import ServerlessBuild


def major_version(build: ServerlessBuild) -> int | None:
    """The framework's major version as `frameworkVersion` asks for it; `None` where it leaves that open.

    https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml#general
    """
    wanted = build.service.get("frameworkVersion")
    found = re.search(r"\d+", str(wanted)) if isinstance(wanted, (str, int, float)) else None
    return int(found[0][:3]) if found else None


def plugins(build: ServerlessBuild) -> list[str]:
    """The plugins by name, in the order in which they are loaded."""
    listed = build.service.get("plugins")
    listed = listed.get("modules") if isinstance(listed, Map) else listed
    return [name for name in listed if isinstance(name, str)] if isinstance(listed, Seq) else []


def has_plugin(build: ServerlessBuild, name: str) -> bool:
    """Whether a plugin is used."""
    return name in plugins(build)
