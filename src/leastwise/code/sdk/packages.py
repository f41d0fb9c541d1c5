"""What the name of a package tells of AWS: whether it may call it, where no table says what it does.

`data/packages.json` holds the words, and the packages that call nothing of AWS.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from leastwise.read.tables import table

_WORDS = re.compile(r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[0-9]+")
_LONGEST = 200


def package_of(language: str, module: str) -> str:
    """The package that a module is of: `@scope/name` of npm, the first step of what Python imports."""
    if language == "python":
        return module.partition(".")[0]
    parts = module.split("/")
    return "/".join(parts[: 2 if module.startswith("@") else 1])


@cache
def harmless(language: Any, module: str) -> bool:
    """Whether a package is known to call nothing of AWS by itself; a module of one may be named: `package.module`."""
    facts = table(__file__, "packages")[language]
    between = "." if language == "python" else "/"
    steps = module[:_LONGEST].split(between)
    names = {between.join(steps[: count + 1]) for count in range(len(steps))}
    if module.startswith("@"):
        names |= {f"{steps[0]}/*"}
    begins = tuple(name[:-1] for name in facts["quiet"] if name.endswith("*") and not name.endswith("/*"))
    return module.startswith(begins) or any(not names.isdisjoint(facts[kind]) for kind in ("quiet", "common"))


@cache
def speaks_of_aws(name: str) -> bool:
    """Whether a name has a word that is AWS, or one of its services: `dynamoose`, `@acme/s3-store`, `BedrockChat`."""
    facts = table(__file__, "packages")["words"]
    whole, starts, within = frozenset(facts["whole"]), tuple(facts["starts"]), tuple(facts["within"])
    return any(word in whole or word.startswith(starts) for word in _words(name[:_LONGEST])) or any(
        part in re.sub(r"[^a-z0-9]", "", name[:_LONGEST].lower()) for part in within
    )


def _words(name: str) -> Iterator[str]:
    for part in re.split(r"[^A-Za-z0-9]+", name):
        for word in (part, *_WORDS.findall(part)):
            yield word.lower()
            for before in ("py", "aio", "node"):
                yield word.lower().removeprefix(before)


def distribution(module: str) -> str:
    """The name under which a module of Python is published, as `requirements.txt` has it, in small letters."""
    name: str = table(__file__, "packages")["distributions"].get(module, module)
    return name.lower().replace("_", "-")


def opens_s3(language: Any, module: str) -> bool:
    """Whether a library reads and writes what an address of S3 names, with the function's credentials."""
    return package_of(language, module) in table(__file__, "packages")["s3"][language]


def calls_aws(language: Any, module: str, name: str = "") -> bool:
    """Whether a library that no table knows may call AWS, as far as names tell.

    Args:
        language: of the code that imports it.
        module: as imported.
        name: what is taken from it; counts for a library that is no harmless one.
    """
    if harmless(language, module):
        return False
    return speaks_of_aws(module) or speaks_of_aws(name)
