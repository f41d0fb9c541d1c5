"""What a command goes by: its options, then the configuration of the project, then the defaults."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from leastwise.cli.reports import known_format
from leastwise.cli.root import find_root
from leastwise.config.keys import KEYS
from leastwise.model.errors import ReadError, UsageError
from leastwise.model.finding import Persona
from leastwise.model.record import field, record
from leastwise.read.files import DiskFiles, Files, join_path

if TYPE_CHECKING:
    import argparse

    from leastwise.config.load import Config
    from leastwise.rules.rule import Rule

COMMAND_LINE, DEFAULT = "command line", "default"

_REPORT_ENDINGS = (".csv", ".html", ".json", ".md", ".sarif", ".txt", ".xml")


@record(frozen=False)
class Settings:
    """What holds for this run.

    Attributes:
        root: the folder outside of which nothing is read.
        paths: what is scanned, relative to the root.
        files: the files of the root.
        config: the configuration, where there is one and it is not to be passed over.
        values: key of the configuration → what holds.
        origins: key → who says so: `default`, `leastwise.toml:3`, `command line`.
    """

    root: str
    paths: list[str]
    files: Files
    config: Config | None
    values: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        """The folder that the configuration's patterns and paths are seen from; empty for the root."""
        return self.config.folder if self.config else ""

    @property
    def parameters(self) -> Mapping[str, str]:
        """The template parameters that the configuration sets."""
        found: Mapping[str, str] = self.config.values.get("parameters", {}) if self.config else {}
        return found

    def personas(self, persona: Persona) -> tuple[set[str], set[str]]:
        """The rules that the configuration gives to this persona, and those that it takes from it."""
        heard, silent = set[str](), set[str]()
        for rule, name in self.values["rule-persona"].items():
            (heard if Persona[name.upper()] <= persona else silent).add(rule)
        return heard, silent

    def notices(self) -> list[str]:
        """Which configuration was used and what it left out, for people."""
        if self.config is None:
            return []
        count = len(self.files.excluded)
        left_out = f"; `exclude` leaves out {count:,} files and folders" if count else ""
        return [f"configured by {self.config.path}{left_out}"]


def effective(options: argparse.Namespace) -> Settings:
    """Work out what holds, and fill in what the command line left open.

    Raises:
        UsageError: a path or the configuration is wrong.
    """
    root, paths = find_root(options.paths or ["."], options.root)
    files = DiskFiles(root)
    files.code = not getattr(options, "no_code", False)
    config = _given(files, options.config) if getattr(options, "config", None) else None
    if config is None and not options.isolated:
        config = _config(files, _common_folder(files, paths))
    settings = Settings(root, paths, files, config)
    for key in KEYS:
        given = getattr(options, key.attribute, None) if key.option else None
        if given or (given is not None and key.kind == "flag"):
            settings.values[key.name], settings.origins[key.name] = given, COMMAND_LINE
        elif config is not None and key.name in config.values:
            settings.values[key.name], settings.origins[key.name] = config.values[key.name], config.where(key.name)
        else:
            settings.values[key.name], settings.origins[key.name] = key.default, DEFAULT
        if key.option and key.name not in ("parameters", "baseline"):
            value = settings.values[key.name]
            setattr(options, key.attribute, list(value) if isinstance(value, tuple) else value)
    if config is not None:
        _apply(config, settings, options)
    return settings


def _apply(config: Config, settings: Settings, options: argparse.Namespace) -> None:
    """What only a configuration brings with it."""
    excluded = config.values.get("exclude", ())
    if excluded:
        from leastwise.config.globs import any_covers

        inside = f"{config.folder}/" if config.folder else ""
        settings.files.exclude = lambda path: path.startswith(inside) and any_covers(excluded, path[len(inside) :])
    if options.no_ignore and settings.origins["ignore"] != COMMAND_LINE:
        options.ignore = []
    settings.files.calls = config.values.get("taint", {})
    if "format" in config.values:
        known_format(config.values["format"], config.where("format"))
    if "output" in config.values and settings.origins["output"] != COMMAND_LINE:
        options.output = [_report(settings, config, item, index) for index, item in enumerate(config.values["output"])]


def _given(files: DiskFiles, named: str) -> Config:
    """The configuration that the command line names. It may lie outside the root; all is then seen from the root.

    Raises:
        UsageError: it is not there, holds none, or is wrong.
    """
    from leastwise.config.load import load

    folder, name = os.path.split(os.path.realpath(named))
    inside = os.path.relpath(os.path.join(folder, name), files.root).replace(os.sep, "/")
    outside = inside == ".." or inside.startswith("../") or os.path.isabs(inside)
    if not os.path.isfile(named):
        raise UsageError(f"--config {named}: there is no such file; `leastwise init` writes one")
    found = load(DiskFiles(folder), name) if outside else load(files, inside)
    if found is None:
        raise UsageError(f"--config {named}: it has no table [tool.leastwise]; write one, or name a leastwise.toml")
    return found


def _config(files: DiskFiles, folder: str) -> Config | None:
    """The nearest configuration. Nothing is loaded to read it where there is none."""
    while True:
        inside = f"{folder}/" if folder else ""
        if files.exists(f"{inside}leastwise.toml") or _mentioned(files, f"{inside}pyproject.toml"):
            from leastwise.config.load import find

            return find(files, folder)
        if not folder:
            return None
        folder = folder.rpartition("/")[0]


def _mentioned(files: DiskFiles, path: str) -> bool:
    """Whether a file may hold our table."""
    try:
        return files.exists(path) and b"leastwise" in files.read(path)
    except ReadError:
        return False


def _common_folder(files: DiskFiles, paths: Sequence[str]) -> str:
    """The folder that all scanned paths have in common."""
    folders = [path if files.is_dir(path) else path.rpartition("/")[0] for path in paths]
    return os.path.commonpath(folders).replace(os.sep, "/") if all(folders) else ""


def _report(settings: Settings, config: Config, item: str, index: int) -> str:
    """A report that the configuration asks for, as `FORMAT=FILE`.

    Whoever sends a pull request writes the configuration too. A report goes only where it can do no harm.
    """
    name, equals, file = item.partition("=")
    path = join_path(config.folder, file) if equals else None
    parts = path.split("/") if path else [""]
    allowed = parts[-1].startswith("leastwise") and parts[-1].endswith(_REPORT_ENDINGS)
    if path is None or not allowed or any(part.startswith(".") for part in parts):
        raise config.error(
            f"'output' takes FORMAT=FILE; from the configuration, FILE lies inside the root, in no folder whose name "
            f"begins with a dot, and is called leastwise… with one of {', '.join(_REPORT_ENDINGS)}; "
            f"--output on the command line writes anywhere",
            "output",
            index,
        )
    known_format(name, f"{config.where('output', index)}: 'output'")
    full = os.path.join(settings.root, path)
    problem = ""
    if os.path.islink(full) or os.path.realpath(full) != os.path.join(settings.root, path):
        problem = "is a link or behind one; nothing is written there"
    elif path == join_path(config.folder, settings.values["baseline"]):
        problem = "is the baseline; call the report otherwise"
    elif os.path.lexists(full) and not os.path.isfile(full):
        problem = "is no ordinary file; call the report otherwise"
    elif not os.path.isdir(os.path.dirname(full)):
        problem = "lies in a folder that does not exist; create it first"
    if problem:
        raise config.error(f"'output' names {path}, which {problem}", "output", index)
    return f"{name}={full}"


def check_rules(settings: Settings, known: Mapping[str, type[Rule]], packages: Sequence[str]) -> list[str]:
    """Check the names of rules in the configuration, and the options of rules.

    Where the configuration names rule packages that are not loaded, a name that is not known may be one of theirs.

    Args:
        settings: what holds.
        known: every rule by id.
        packages: rule packages that the command line names.

    Returns:
        notices.

    Raises:
        UsageError: a name is not known or an option is wrong; with file and line.
    """
    config = settings.config
    if config is None:
        return []
    from leastwise.rules.discovery import installed_packages, not_loaded
    from leastwise.rules.selection import by_area, checked, unknown_rule

    expected = config.values.get("rules", ())
    loaded = {*packages, *installed_packages()} if expected else set(packages)
    missing = [name for name in expected if name not in loaded]
    areas = by_area(known.values())
    for at, name in _named(config):
        wide = at[0] in ("select", "ignore")
        if not (name in known or missing or (wide and name in areas)):
            raise config.error(unknown_rule(name, known.values(), areas=wide), *at)
    _check_calls(config, known)
    for name, given in config.values.get("options", {}).items():
        try:
            if name in known:
                checked(known[name], given)
        except UsageError as error:
            option = next((option for option in given if f"'{option}'" in str(error)), "")
            raise config.error(str(error), "options", name, option) from error
    return not_loaded(missing, loaded)


def _check_calls(config: Config, known: Mapping[str, Any]) -> None:
    """See that the rules that rows of the configuration name can tell what the rows say.

    Raises:
        UsageError: one looks at no calls.
    """
    from leastwise.rules.coding._faults import FaultRule
    from leastwise.rules.injection._flows import InjectionRule

    for kind, rows in config.values.get("taint", {}).items():
        wanted = FaultRule if kind == "faults" else InjectionRule
        for number, row in enumerate(rows):
            for index, name in enumerate(row.get("rules", ())):
                if name in known and not issubclass(known[name], wanted):
                    told = f"the rule '{name}' is not about such calls; 'taint.{kind}' takes rules as"
                    likely = "'tls-not-verified'" if kind == "faults" else "'sql-injection'"
                    raise config.error(f"{told} {likely}", "taint", kind, number, "rules", index)


def _named(config: Config) -> list[tuple[tuple[str | int, ...], str]]:
    """Every place where the configuration names a rule, and the name."""
    found: list[tuple[tuple[str | int, ...], str]] = []
    for key in ("select", "ignore"):
        found += [((key, index), name) for index, name in enumerate(config.values.get(key, ()))]
    for key in ("rule-severity", "rule-persona", "options"):
        found += [((key, name), name) for name in config.values.get(key, {})]
    for kind, rows in config.values.get("taint", {}).items():
        for number, row in enumerate(rows):
            told = enumerate(row.get("rules", ()))
            found += [(("taint", kind, number, "rules", index), name) for index, name in told if name != "*"]
    for number, entry in enumerate(config.ignores):
        found += [(("ignores", number, "rules", index), name) for index, name in enumerate(entry.rules)]
    return found
