"""Which packages depend on the SDK of AWS, as lock files and installed packages beside the code tell.

- package-lock.json: https://docs.npmjs.com/cli/v10/configuring-npm/package-lock-json
- yarn.lock: https://classic.yarnpkg.com/lang/en/docs/yarn-lock/
- pnpm-lock.yaml: https://github.com/pnpm/spec/blob/master/lockfile/9.0.md
- poetry.lock, uv.lock, pylock.toml: tables of TOML, with their dependencies
- requirements.txt: what pip-compile and uv note: `# via`
- METADATA: https://packaging.python.org/en/latest/specifications/core-metadata/
"""

from __future__ import annotations

import json
import posixpath
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from leastwise.code import sdk
from leastwise.code.packages import Package
from leastwise.code.sources import Sources, above, inside

MAX_LOCK = 16_000_000
"""Characters of a lock file that are read; a longer one tells nothing."""

_SDK = frozenset({"aws-sdk", "boto3", "botocore", "aiobotocore", "aioboto3", "boto"})
_SDK_3 = re.compile(r"@aws-sdk/(client-|lib-|credential-provider|signature-v4|s3-|rds-|dsql-|cloudfront-signer)")

Needs = dict[str, set[str]]
"""Package → the packages that it depends on."""


def depends_on_sdk(sources: Sources, package: Package, language: str, module: str) -> str | None:
    """The file that says that the package of a module depends on the SDK of AWS, also by way of others.

    Args:
        sources: the root.
        package: the code of the function.
        language: of the code.
        module: as imported.
    """
    names = list(names_of(language, module))
    for folder in folders_of(package):
        known = sources.kept.setdefault(("locks", language, folder), {})
        if not known:
            known["locks"] = tuple(_locks(sources, folder, language))
        for file, dependent in known["locks"]:
            if not dependent.isdisjoint(names):
                return str(file)
        installed = _installed(sources, folder, names[0]) if language == "javascript" else None
        if installed is not None:
            return installed
    return _distribution(sources, package, module) if language == "python" else None


def asked_for(sources: Sources, package: Package, language: str, module: str) -> bool:
    """Whether the code's own list of packages has that of a module, so that no layer has to bring it."""
    names = set(names_of(language, module))
    for folder in folders_of(package):
        if language == "javascript":
            asked: Any = sources.settings(folder, "package.json").get("dependencies")
            found = set(asked) if isinstance(asked, dict) else set()
        else:
            lines = sources.text(folder, "requirements.txt").splitlines()[:2_000]
            found = {_plain(match[0]) for line in lines if (match := re.match(r"[A-Za-z0-9][\w.-]*", line))}
        if not found.isdisjoint(names):
            return True
    return False


def folders_of(package: Package) -> Iterator[str]:
    """The folder of the code, of its layers, and those around them, within the application."""
    found: dict[str, None] = {}
    for start in (package.root, *(mount.place for mount in package.mounts), *package.beside):
        for folder in above(start):
            if inside(folder, package.folder):
                found[folder] = None
    yield from found


def names_of(language: str, module: str) -> Iterator[str]:
    """The names of the packages that a module may be of."""
    if language == "javascript":
        yield "/".join(module.split("/")[: 2 if module.startswith("@") else 1])
        return
    yield sdk.distribution(module.partition(".")[0])
    steps = module.split(".")[:4]
    for count in range(1, len(steps) + 1):
        name = _plain("-".join(steps[:count]))
        yield name
        yield f"python-{name}"
        yield f"py{name}"


def _plain(name: str) -> str:
    """A name as https://packaging.python.org/en/latest/specifications/name-normalization/ has it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def is_sdk(name: str) -> bool:
    """Whether a package is the SDK, or a part of it that sends or signs requests."""
    return name in _SDK or _SDK_3.match(name) is not None


def _locks(sources: Sources, folder: str, language: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Each lock file of a folder, and the packages in it that depend on the SDK."""
    for name, read in _READERS[language].items():
        text = sources.text(folder, name)
        if not text or len(text) > MAX_LOCK:
            continue
        try:
            needs = read(text)
        except (ValueError, RecursionError, TypeError, AttributeError, KeyError):
            continue
        yield posixpath.join(folder, name), dependents(needs)


def dependents(needs: Mapping[str, set[str]]) -> frozenset[str]:
    """The packages that depend on the SDK, also by way of others."""
    asked: dict[str, set[str]] = {}
    for name, others in needs.items():
        for other in others:
            asked.setdefault(other, set()).add(name)
    found: set[str] = set()
    left = [name for name in asked if is_sdk(name)]
    while left:
        for name in asked.get(left.pop(), ()):
            if name not in found and name:
                found.add(name)
                left.append(name)
    return frozenset(found)


def _npm(text: str) -> Needs:
    tree = json.loads(text)
    found: Needs = {}
    for path, row in tree.get("packages", {}).items():
        name = path.rpartition("node_modules/")[2]
        if name and not row.get("link"):
            found.setdefault(name, set()).update(row.get("dependencies", {}))
    left = [tree.get("dependencies", {})] if not found else []
    while left:
        for name, row in left.pop().items():
            found.setdefault(name, set()).update(row.get("requires") or {})
            left.append(row.get("dependencies") or {})
    return found


def _indented(text: str) -> Needs:
    """Blocks of `yarn.lock` and `pnpm-lock.yaml`: a package, and below `dependencies:` what it depends on."""
    found: Needs = {}
    names: list[str] = []
    inner = -1
    for line in text.splitlines():
        bare = line.strip()
        depth = len(line) - len(line.lstrip())
        if not bare or bare.startswith("#"):
            continue
        key, value = _entry(bare)
        if inner >= 0 and depth > inner:
            for name in names:
                found.setdefault(name, set()).add(key)
            continue
        inner = -1
        if bare in ("dependencies:", "optionalDependencies:"):
            inner = depth if depth else -1
        elif (bare.endswith(":") or value == "{}") and depth <= 2 and "@" in bare[1:].lstrip("'\"/@"):
            names = [_without_version(one) for one in bare.rstrip(":").split(",")]
    return found


def _entry(line: str) -> tuple[str, str]:
    match = re.match(r"""["']?([^"'\s:]+)["']?:?\s*(.*)""", line)
    return (match[1], match[2]) if match else ("", "")


def _without_version(text: str) -> str:
    """`@scope/name` of `"@scope/name@npm:^1.2"`, `/@scope/name@1.2(peer@3)`, `/name/1.2`."""
    match = re.match(r"/?((?:@[\w.~-]+/)?[\w.~-]+)", text.strip().strip("\"'"))
    return match[1] if match else ""


def _toml(text: str) -> Needs:
    """`poetry.lock`, `uv.lock`, `pylock.toml`."""
    tree = tomllib.loads(text)
    found: Needs = {}
    for row in [*tree.get("package", ()), *tree.get("packages", ())]:
        asked = row.get("dependencies", ())
        if isinstance(asked, dict):
            names = [name for name, told in asked.items() if not (isinstance(told, dict) and told.get("optional"))]
        else:
            names = [one["name"] for one in asked]
        found.setdefault(_plain(row["name"]), set()).update(map(_plain, names))
    return found


def _via(text: str) -> Needs:
    """`boto3==1.2  # via other`, or the names on lines of their own below it."""
    found: Needs = {}
    name = ""
    for line in text.splitlines():
        match = re.match(r"([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*==", line)
        name = _plain(match[1]) if match else name
        told = re.search(r"#\s*(?:via\s*)?(.*)", line) if name and (match or line.lstrip().startswith("#")) else None
        for one in re.findall(r"[A-Za-z0-9][\w.-]*", told[1]) if told is not None and len(told[1]) < 1_000 else ():
            found.setdefault(_plain(one), set()).add(name)
    return found


_READERS: dict[str, dict[str, Callable[[str], Needs]]] = {
    "javascript": {
        "package-lock.json": _npm,
        "npm-shrinkwrap.json": _npm,
        "yarn.lock": _indented,
        "pnpm-lock.yaml": _indented,
    },
    "python": {"poetry.lock": _toml, "uv.lock": _toml, "pylock.toml": _toml, "requirements.txt": _via},
}


def _installed(sources: Sources, folder: str, name: str) -> str | None:
    """A package of `node_modules` that asks for the SDK itself."""
    place = posixpath.join(folder, "node_modules", name)
    asked: Any = sources.settings(place, "package.json").get("dependencies")
    told = isinstance(asked, dict) and any(is_sdk(one) for one in asked if isinstance(one, str))
    return f"{place}/package.json" if told else None


def _distribution(sources: Sources, package: Package, module: str) -> str | None:
    """A distribution that lies beside the code and asks for the SDK, other than as an extra."""
    top = module.partition(".")[0]
    names = {one.name for one in package.vendored if posixpath.basename(one.place).removesuffix(".py") == top}
    for one in package.vendored:
        if one.name in names and one.place.endswith(".dist-info"):
            for line in sources.text(one.place, "METADATA").partition("\n\n")[0].splitlines():
                match = re.match(r"Requires-Dist:\s*([A-Za-z0-9][\w.-]*)(.*)", line)
                if match is not None and "extra ==" not in match[2] and is_sdk(_plain(match[1])):
                    return f"{one.place}/METADATA"
    return None
