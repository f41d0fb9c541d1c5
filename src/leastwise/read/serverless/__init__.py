"""The Serverless Framework: serverless.yml and its kin, of versions 1 to 4.

`groups` finds the services, `read_group` reads one: its variables are resolved (`variables/`), it becomes a template
(`service.py`) with the framework's own things as pseudo-resources, and `expansion.py` puts in their place what the
framework deploys. From there it is a CloudFormation template like any other.
"""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread
from leastwise.model.record import field, record
from leastwise.read.cloudformation.applications import MAX_STAGES, read_stage
from leastwise.read.files import Files
from leastwise.read.frameworks import Group, Groups
from leastwise.read.reading import Reading, ReadSettings, ReadStats
from leastwise.read.serverless.compose import CONFIGURATIONS, Compose, load_compose
from leastwise.read.serverless.expansion import Serverless
from leastwise.read.serverless.files import included, kind_of
from leastwise.read.serverless.links import export_outputs, joined
from leastwise.read.serverless.loading import load_service
from leastwise.read.serverless.service import Service
from leastwise.read.survey import Survey


def groups(files: Files, found: Survey) -> Groups:
    """See `leastwise.read.frameworks`."""
    result = Groups()
    known = found.frameworks["serverless"]
    kinds = {path: kind_of(path, data) for path, data in known.items()}
    services = {path for path, kind in kinds.items() if kind == "service" and _first(path, kinds)}
    grouped: set[str] = set()
    for path, kind in kinds.items():
        if kind == "compose":
            compose = _composed(files, path, found)
            members = [member for member in compose.services.values() if member in services - grouped]
            if members:
                result.groups.append((path, *members))
                grouped.update(members)
            else:
                found.unread += compose.notes
        elif kind in ("template", ""):  # what only the name made a candidate for this framework
            found.sort(path, known[path])
        elif kind == "component":
            found.unread.append(Unread(path, 1, "limit", "a Serverless Component is not read"))
    alone = {path: data for path, data in known.items() if path in services - grouped}
    for members in joined(files, alone, found.candidates):
        result.groups.append(tuple(members))
        grouped.update(members)
    result.groups += [(path,) for path in alone if path not in grouped]
    for path in services:
        found.included[path] = frozenset(included(files, path, known[path], found.candidates))
        result.taken |= found.included[path]
    return result


def _first(path: str, kinds: dict[str, str]) -> bool:
    """Whether the framework takes this file: of several in a folder only the first of their usual names."""
    folder, slash, name = path.rpartition("/")
    if name not in CONFIGURATIONS:
        return True
    before = CONFIGURATIONS[: CONFIGURATIONS.index(name)]
    return not any(kinds.get(folder + slash + other) == "service" for other in before)


def _composed(files: Files, path: str, found: Survey) -> Compose:
    """What one such file says. What was parsed is let go of: each group reads for itself."""
    try:
        return load_compose(files, path)
    except ReadError as error:
        found.unread.append(_refused(path, error, "file"))
        return Compose()
    finally:
        files.parsed.clear()


def read_group(files: Files, group: Group, settings: ReadSettings, stats: ReadStats) -> Iterator[Reading]:
    """See `leastwise.read.frameworks`."""
    found = _load(files, group, None, settings, stats)
    known = {stage for service in found.services for stage in service.stages}
    stats.templates += sum(len(service.sources) - 1 for service in found.services)
    stages = sorted(known) if "all" in settings.stages else list(settings.stages)
    if known and not known.intersection(stages):
        if stages:
            found.unread.append(Unread(group[-1], 1, "reference", _unknown(stages, known)))
        stages = []
    elif "all" not in settings.stages and known:
        stages = [stage for stage in stages if stage in known]
    stats.stages |= known.union(stage for stage in stages if stage != "all")
    if len(stages) > MAX_STAGES:
        reason = f"{len(stages) - MAX_STAGES} stages beyond the first {MAX_STAGES} were not judged"
        found.unread.append(Unread(group[-1], 1, "limit", reason))
    wanted: list[str | None] = [*stages[:MAX_STAGES]]
    for stage in wanted or [None]:
        yield _reading(files, group, found if stage is None else _load(files, group, stage, settings, stats), stage)


def _unknown(stages: list[str], known: set[str]) -> str:
    return f"knows no stage {' or '.join(stages)} but {', '.join(sorted(known))}; its default was judged"


@record(frozen=False)
class _Loaded:
    services: list[Service] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


def _load(files: Files, group: Group, stage: str | None, settings: ReadSettings, stats: ReadStats) -> _Loaded:
    """The services of a group at one stage."""
    found = _Loaded()
    compose = Compose()
    if kind_of(group[0], b"") == "compose":
        try:
            compose = load_compose(files, group[0], stage)
            found.unread += compose.notes
        except ReadError as error:
            found.unread.append(_refused(group[0], error))
    for path in group:
        if kind_of(path, b"") != "compose":
            key = compose.key_of(path)
            inherited = compose.params.get(key, {}) if key is not None else {}
            try:
                service = load_service(
                    files, path, stage, settings.parameters, inherited, stats.parameters, linked=len(group) > 1
                )
            except ReadError as error:
                found.unread.append(_refused(path, error))
                continue
            if len(group) > 1:
                export_outputs(service, key)
            found.services.append(service)
    return found


def _refused(path: str, error: ReadError, what: str = "service") -> Unread:
    return Unread(path, error.line, "limit" if error.limit else "template", f"the {what} {error.reason}")


def _reading(files: Files, group: Group, found: _Loaded, stage: str | None) -> Reading:
    if not found.services:
        return Reading(group[-1], "serverless", (), tuple(found.unread), stage)
    templates = [service.template(Serverless()) for service in found.services]
    first = found.services[0]
    environment = first.stage if first.staged else None
    origins = {text: span for service in found.services for text, span in service.origins.items()}
    given = {one.path: {"AWS::Region": service.region} for one, service in zip(templates, found.services, strict=True)}
    return read_stage(files, templates, given, found.unread, stage, environment, origins)
