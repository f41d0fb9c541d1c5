"""Frameworks that are read by their configuration (Chalice, Zappa), and those that are named because they are not read.

named                   SST, Amplify Gen 2, Pulumi, CDKTF, Terragrunt
chalice, chalice_api    `.chalice/config.json`, and what answers and starts its functions
handlers                the decorators of `app.py`
zappa, zappa_api        `zappa_settings.json` and the like
stages                  what a setting is in one stage
stack                   the resources of one stage
"""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.read.files import Files
from leastwise.read.frameworks import Group, Groups
from leastwise.read.others.named import kind_of, said
from leastwise.read.reading import Reading, ReadSettings, ReadStats
from leastwise.read.survey import Survey


def groups(files: Files, found: Survey) -> Groups:
    """See `leastwise.read.frameworks`. All configurations of Terragrunt below one folder are named once."""
    own = Groups()
    terragrunt: list[str] = []
    for path in found.frameworks["others"]:
        if kind_of(path) == "terragrunt":
            terragrunt.append(path)
        elif not _in_output(path) and not _made_by_zappa(path, found):
            own.groups.append((path,))
    if terragrunt:
        own.groups.append(tuple(sorted(terragrunt, key=lambda path: (path.count("/"), path))))
    return own


def _in_output(path: str) -> bool:
    """Whether a file is a copy that a tool made of what is elsewhere."""
    return any(step in (".sst", ".amplify", "cdktf.out") or step.startswith("asset.") for step in path.split("/")[:-1])


def _made_by_zappa(path: str, found: Survey) -> bool:
    """Whether this is the Python that Zappa makes of settings which are beside it."""
    stem, _, ending = path.rpartition(".")
    beside = (f"{stem}.{known}" for known in ("json", "yml", "yaml", "toml"))
    return ending == "py" and any(other in found.frameworks["others"] for other in beside)


def read_group(files: Files, group: Group, settings: ReadSettings, stats: ReadStats) -> Iterator[Reading]:
    """See `leastwise.read.frameworks`."""
    kind = kind_of(group[0])
    if kind == "chalice":
        from leastwise.read.others.chalice import read_chalice

        yield from read_chalice(files, group[0], settings, stats)
    elif kind == "zappa":
        from leastwise.read.others.zappa import read_zappa

        yield from read_zappa(files, group[0], settings, stats)
    else:
        yield from said(files, group, kind)
