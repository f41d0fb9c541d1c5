"""Which files of a root may hold a template. Decided from their bytes: names say too little."""

from __future__ import annotations

from collections.abc import Sequence

from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread, UnreadKind
from leastwise.model.record import field, record
from leastwise.read.cloudformation.template import may_hold_template
from leastwise.read.files import Files
from leastwise.read.pipelines import may_matter, provider
from leastwise.read.reading import ReadStats

_NEVER = frozenset(
    (
        "7z avi bmp bz2 c class cpp cs css csv doc docx dll dylib eot exe gif go gz h hcl html ico ipynb jar "
        "java jpeg jpg js jsx kt leastwise-tmp lock lua map md mdx mjs mov mp3 mp4 otf pdf php pkl png ppt pptx "
        "proto ps1 psd py pyc pyi rb rs rst scala scss sh so sql svg swift tar tf tfstate tfvars tgz toml ts tsx ttf "
        "vtl vue wasm wav webm webp woff woff2 xls xlsx xml xz zip zst "
    ).split()
)
"""Endings of code, prose, pictures, archives and files that are about to take another's place: never a template."""

_TEXT = frozenset(("yaml", "yml", "json", "template"))

_TERRAFORM = frozenset(("tf", "tofu", "tfvars"))
_TERRAFORM_JSON = (".tf", ".tofu", ".tfvars")
_SERVERLESS = frozenset(("yml", "yaml", "json", "ts", "js", "cjs", "mjs"))
_OTHERS = frozenset(
    (
        "cdktf.json", "Pulumi.yaml", "Pulumi.yml", "root.hcl", "sst.config.js", "sst.config.ts", "sst.json",
        "terragrunt.hcl", "zappa_settings.json", "zappa_settings.py", "zappa_settings.toml", "zappa_settings.yaml",
        "zappa_settings.yml",
    )
)  # fmt: skip


_AMPLIFY = ("backend.js", "backend.ts")
"""Where an application of Amplify Gen 2 begins, in a folder named `amplify`."""

_PLANS = ("plan.json", "tfplan.json")
"""What the plan of a folder is called, in full or after a name of its own; any other has to be named."""

_PLAN_MARKS = (b'"planned_values"', b'"values"', b'"lineage"')

MAX_FRAMEWORKS = 256_000_000
"""Bytes of files that applications of frameworks begin with; they stay in memory until all groups are known."""

MAX_KEPT = 64_000_000
"""Bytes of candidates that are kept between the survey and the reading."""


@record(frozen=False)
class Survey:
    """What was found.

    Attributes:
        candidates: path → bytes of files that may hold a template, in order; `None` for bytes that are read again
            when they are needed, since the others fill the memory already.
        frameworks: framework → path → bytes of the files that its applications begin with.
        named: those that were named on the command line.
        unread: files that could not be looked into.
        pipelines: path → bytes of CI configuration that speaks of AWS.
        included: path of a file of an application → the files that it puts in, wherever they lie.
    """

    candidates: dict[str, bytes | None] = field(default_factory=dict)
    frameworks: dict[str, dict[str, bytes]] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    unread: list[Unread] = field(default_factory=list)
    pipelines: dict[str, bytes] = field(default_factory=dict)
    included: dict[str, frozenset[str]] = field(default_factory=dict)
    kept: int = 0
    begun: int = 0

    def keep(self, path: str, data: bytes) -> None:
        """Enter a candidate."""
        self.kept += len(data)
        self.candidates[path] = data if self.kept <= MAX_KEPT else None

    def sort(self, path: str, data: bytes) -> None:
        """Enter a file that belongs to no framework, be it that only its name promised one, for what it holds."""
        if provider(path) and may_matter(data):
            self.pipelines[path] = data
        if path in self.named or (may_hold_template(data) and _ending(path.rpartition("/")[2]) not in _NEVER):
            self.keep(path, data)

    def data(self, files: Files, path: str) -> bytes:
        """The bytes of a candidate.

        Raises:
            ReadError: they had to be read again, and cannot be any more.
        """
        data = self.candidates[path]
        return files.read(path) if data is None else data

    def mentions(self, files: Files, path: str, *words: bytes) -> bool:
        """Whether one of these words stands in a candidate."""
        try:
            data = self.data(files, path)
        except ReadError:
            return False
        return any(word in data for word in words)


def survey(files: Files, paths: Sequence[str], stats: ReadStats) -> Survey:
    """Look through files and folders for templates."""
    found = Survey()
    for start in paths:
        if files.is_dir(start) or start == "":
            for path in files.walk(start):
                stats.files += 1
                _look(files, path, found)
        else:
            stats.files += 1
            found.named.add(start)
            _read(files, start, found, named=True)
    return found


def framework_of(path: str) -> str:
    """The framework that a file belongs to, by its name; nothing for all others, CI configuration among them."""
    if provider(path):
        return ""
    folder, _, name = path.rpartition("/")
    stem, dot, ending = name.rpartition(".")
    if ending in _TERRAFORM or (ending == "json" and stem.endswith(_TERRAFORM_JSON)):
        return "terraform"
    if name.startswith("serverless") and ending in _SERVERLESS and dot:
        return "serverless"
    inside = folder.rpartition("/")[2]
    if name == "cdk.json" or (name == "manifest.json" and inside.startswith(("cdk.out", "assembly-"))):
        return "cdk"
    own = (inside == ".chalice" and name == "config.json") or (inside == "amplify" and name in _AMPLIFY)
    return "others" if own or name in _OTHERS else ""


def holds_plan(data: bytes) -> bool:
    """Whether these are a plan or state of Terraform in JSON, perhaps in UTF-16 as PowerShell writes it.

    https://developer.hashicorp.com/terraform/internals/json-format
    """
    if b"\0" in data[:4]:
        data = data.replace(b"\0", b"")
    return b'"terraform_version"' in data and any(mark in data for mark in _PLAN_MARKS)


def stands_alone(path: str, data: bytes) -> bool:
    """Whether a file can be read by itself: a template, a plan, or CI configuration that speaks of AWS."""
    if holds_plan(data):
        return True
    holds = may_hold_template(data) or (provider(path) != "" and may_matter(data))
    return holds and _ending(path.rpartition("/")[2]) not in _NEVER


def _ending(name: str) -> str:
    stem, _, ending = name.rpartition(".")
    return ending.lower() if stem else ""


def _look(files: Files, path: str, found: Survey) -> None:
    if framework_of(path) or _ending(path.rpartition("/")[2]) not in _NEVER:
        _read(files, path, found, named=False)


def _read(files: Files, path: str, found: Survey, *, named: bool) -> None:
    framework = framework_of(path)
    known = found.frameworks.setdefault(framework, {}) if framework else found.candidates
    if path in known:
        return
    try:
        data = files.read(path)
    except ReadError as error:
        ending = path.rpartition(".")[2].lower()
        if named or framework or ending in _TEXT:
            kind: UnreadKind = "limit" if error.limit else "template"
            found.unread.append(Unread(path, 1, kind, f"the file {error.reason}"))
        return
    if not framework and (named or path.endswith(_PLANS)) and holds_plan(data):
        framework = "terraform"
        found.frameworks.setdefault(framework, {})
    if framework:
        found.begun += len(data)
        if found.begun > MAX_FRAMEWORKS:
            reason = f"the files of frameworks have more than {MAX_FRAMEWORKS:,} bytes; this one is not read"
            found.unread.append(Unread(path, 1, "limit", reason))
        else:
            found.frameworks[framework][path] = data
        return
    found.sort(path, data)
