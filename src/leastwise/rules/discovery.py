"""Finds the rules: those of leastwise, those of packages that the user names, and those of installed plug-ins.

A module below `leastwise.rules.<area>`, or anywhere in a rule package, holds rules: every subclass of `Rule` that is
defined there and whose name does not begin with an underscore. Nothing is registered anywhere.

What a scanned project's configuration names is never imported (see `not_loaded`): scanning must not run what it scans.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from importlib import import_module
from types import ModuleType
from typing import Any

from leastwise.model.errors import LeastwiseError, UsageError
from leastwise.model.finding import Confidence, FixSafety, Persona, Severity
from leastwise.rules.rule import Example, Option, Rule

BUILT_IN = "leastwise.rules"
"""The package of leastwise's own rules, and the entry point group in which other packages announce theirs."""

_REQUIRED: dict[str, type | tuple[type, ...]] = {
    "id": str,
    "title": str,
    "why": str,
    "remediation": str,
    "severity": Severity,
    "bad": (Example, tuple),
    "good": (Example, tuple),
}
_OPTIONAL: dict[str, type] = {
    "confidence": Confidence,
    "persona": Persona,
    "cwe": tuple,
    "references": dict,
    "fix": FixSafety,
    "caution": str,
    "subsumes": tuple,
    "options": dict,
}


def discover(packages: Sequence[str] = (), *, installed: bool = True) -> tuple[type[Rule], ...]:
    """Every rule there is, in order of id.

    Args:
        packages: names of packages or modules to import rules from (`--rules`).
        installed: also those of installed packages that announce them as entry points.

    Raises:
        UsageError: a named or installed package cannot be imported, holds no rule, or holds one that is not complete.
        LeastwiseError: the same of leastwise's own rules.
    """
    found: dict[str, type[Rule]] = {}
    _add(found, _built_in(), BUILT_IN)
    announced = installed_packages() if installed else ()
    for package in dict.fromkeys((*packages, *announced)):
        rules = list(_external(package, "installed" if package not in packages else "named with --rules"))
        if not rules:
            raise UsageError(
                f"rule package '{package}' holds no rule: a rule is a subclass of leastwise.rules.rule.Rule, "
                "defined in one of the package's modules, with a name that does not begin with an underscore"
            )
        _add(found, rules, package)
    _reject_circles(found)
    return tuple(found[name] for name in sorted(found))


def not_loaded(named: Iterable[str], loaded: Collection[str]) -> list[str]:
    """A notice for every rule package that a project's configuration names and nobody else does.

    Args:
        named: what the configuration names.
        loaded: packages of the command line, and installed ones (`installed_packages`).
    """
    return [
        f"rule package '{name}' is named by the project's configuration and was not loaded, "
        f"since scanning runs nothing of the project; if you trust it: --rules {name}"
        for name in dict.fromkeys(named)
        if name not in loaded
    ]


def installed_packages() -> list[str]:
    """The packages that are announced as entry points of the group `leastwise.rules`.

    Only folders that installers write to are looked at, never the current folder or one from PYTHONPATH: what lies
    there may belong to the scanned project. Reading the files costs a millisecond where `importlib.metadata` costs
    tens; their format is https://packaging.python.org/en/latest/specifications/entry-points/.
    """
    found: set[str] = set()
    for folder in dict.fromkeys(sys.path):
        if os.path.basename(folder) not in ("site-packages", "dist-packages"):
            continue
        try:
            names = os.listdir(folder)
        except OSError:
            continue
        for name in names:
            if name.endswith((".dist-info", ".egg-info")):
                found.update(_announced(os.path.join(folder, name, "entry_points.txt")))
    return sorted(found)


def _announced(path: str) -> Iterator[str]:
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError:
        return
    if BUILT_IN.encode() not in content:
        return
    section = ""
    for line in content.decode("utf-8", "replace").splitlines():
        line = line.strip()
        if line.startswith("["):
            section = line.strip("[] ")
        elif section == BUILT_IN and "=" in line and not line.startswith(("#", ";")):
            yield line.partition("=")[2].partition("[")[0].partition(":")[0].strip()


def _built_in() -> Iterator[type[Rule]]:
    for folder in import_module(BUILT_IN).__path__:
        for area in _entries(folder):
            if area.is_dir():
                for module in _modules(f"{BUILT_IN}.{area.name}", (area.path,)):
                    yield from _rules_of(import_module(module))


def _external(package: str, origin: str) -> Iterator[type[Rule]]:
    module = package
    try:
        root = import_module(package)
        yield from _rules_of(root)
        for module in _modules(package, getattr(root, "__path__", ())):
            yield from _rules_of(import_module(module))
    except (Exception, SystemExit) as error:
        if isinstance(error, ModuleNotFoundError) and error.name == package.partition(".")[0]:
            remedy = "install it into leastwise's environment, or put the folder that holds it on PYTHONPATH"
        else:
            remedy = "repair it, or leave it out"
        reason = f"{type(error).__name__}: {error}"
        raise UsageError(
            f"cannot import '{module}' of rule package '{package}' ({origin}): {reason}; {remedy}"
        ) from error


def _entries(folder: str) -> list[os.DirEntry[str]]:
    """Modules and packages in a folder, in order of name; what is private, a test or a folder of tables is left out."""
    try:
        with os.scandir(folder) as found:
            entries = [entry for entry in found if not entry.name.startswith(("_", ".", "test_"))]
    except OSError:
        return []
    return sorted((entry for entry in entries if entry.name != "tests" and not _tables(entry)), key=lambda e: e.name)


def _tables(entry: os.DirEntry[str]) -> bool:
    return entry.name == "data" and not os.path.exists(os.path.join(entry.path, "__init__.py"))


def _modules(package: str, folders: Iterable[str]) -> Iterator[str]:
    """Dotted names of all modules below a package."""
    for folder in folders:
        for entry in _entries(folder):
            stem, extension = os.path.splitext(entry.name)
            name = f"{package}.{stem}"
            if not stem.isidentifier():
                continue
            if extension == ".py":
                yield name
            elif not extension and entry.is_dir():
                yield name
                yield from _modules(name, (entry.path,))


def _rules_of(module: ModuleType) -> Iterator[type[Rule]]:
    for name, value in vars(module).items():
        if name.startswith("_") or not isinstance(value, type) or value.__module__ != module.__name__:
            continue
        if issubclass(value, Rule):
            yield value


def _add(found: dict[str, type[Rule]], rules: Iterable[type[Rule]], package: str) -> None:
    error = LeastwiseError if package == BUILT_IN else UsageError
    for rule in rules:
        wrong = list(faults(rule)) if package != BUILT_IN else ()  # the tests have looked at those
        where = f"{rule.__module__}.{rule.__qualname__}"
        if wrong:
            raise error(f"rule {where} of '{package}' is not complete: {'; '.join(wrong)}")
        other = found.setdefault(rule.id, rule)
        if other is not rule:
            taken = f"{other.__module__}.{other.__qualname__}"
            raise error(f"rule id '{rule.id}' of {where} is taken by {taken}; an id must be unique, so give it another")


def faults(rule: type[Rule]) -> Iterator[str]:
    """What a rule class lacks or gets wrong, for people."""
    given: dict[str, Any] = {name: getattr(rule, name, None) for name in (*_REQUIRED, *_OPTIONAL)}
    for name, value in given.items():
        kind = _REQUIRED.get(name) or _OPTIONAL[name]
        if value is None:
            yield f"`{name}` is missing"
        elif not isinstance(value, kind):
            yield f"`{name}` is of type {type(value).__name__}"
        elif value == "" and name in _REQUIRED:
            yield f"`{name}` is empty"
        elif name in ("bad", "good"):
            found = value if isinstance(value, tuple) else (value,)
            if not found or not all(isinstance(example, Example) for example in found):
                yield f"`{name}` is not an example or a tuple of examples"
            elif name == "bad" and not all(example.at or example.marked for example in found):
                yield "a bad example does not say `at` which place the rule fires"
    if isinstance(given["id"], str) and not _kebab(given["id"]):
        yield f"`id` is '{given['id']}' and not kebab-case"
    if isinstance(given["options"], dict) and not all(isinstance(o, Option) for o in given["options"].values()):
        yield "`options` holds something other than options"
    if rule.check is Rule.check:
        yield "`check` is missing"


def _kebab(name: str) -> bool:
    return name == name.lower() and all(part.isascii() and part.isalnum() for part in name.split("-"))


def _reject_circles(found: dict[str, type[Rule]]) -> None:
    """Rules that subsume each other would hide each other."""
    for name, rule in found.items():
        reached: set[str] = set()
        ahead = list(rule.subsumes)
        while ahead:
            weaker = ahead.pop()
            if weaker == name:
                error = LeastwiseError if rule.__module__.startswith(f"{BUILT_IN}.") else UsageError
                raise error(f"rule '{name}' subsumes itself, by way of other rules; take one `subsumes` away")
            if weaker not in reached:
                reached.add(weaker)
                ahead.extend(found[weaker].subsumes if weaker in found else ())
