"""How fast documents are changed, beside a round trip through ruamel.yaml.

    python bench/patch.py                          on the templates of the examples
    python bench/patch.py --corpus ~/some/checkout on the SAM templates below a folder

Of every template, a property is set on each resource, the first resource loses one, and a resource is added. Measured
are megabytes a second of CPU time, medians of several runs: the changes alone, on a document that is read already;
with reading it; and with reading the result again to check it, as `Document.patch` always does. Beside that: how many
files a round trip through ruamel.yaml changes where nothing was to be changed, and what it takes to fix 500 templates
for good, with all that is checked on the way (`leastwise fix --write`).
"""

from __future__ import annotations

import argparse
import io
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from run import ROOT, lay_out, run, show, templates

from leastwise.model.errors import LeastwiseError
from leastwise.model.source import Source
from leastwise.model.value import Map
from leastwise.patch import Change, Changes, Document, Remove, Set


def changes(data: Map) -> list[Change]:
    """A handful of changes of a template."""
    found: list[Change] = [Set(("Resources", "Added"), {"Type": "AWS::SQS::Queue", "Properties": {"Tags": [1, 2]}})]
    resources = data["Resources"]
    for name, resource in resources.items():
        if isinstance(resource.get("Properties"), Map):
            found.append(Set(("Resources", name, "Properties", "Added"), {"Ref": "AWS::Region"}))
    first = next(iter(resources))
    properties = resources[first].get("Properties")
    if isinstance(properties, Map) and properties:
        found.append(Remove(("Resources", first, "Properties", next(iter(properties)))))
    return found


def speed(name: str, size: int, runs: int, work: Callable[[], object]) -> float:
    """Print and return megabytes a second of CPU, the median of some runs."""
    found = []
    for _ in range(runs):
        started = time.process_time()
        work()
        found.append(size / (time.process_time() - started) / 1e6)
    middle = statistics.median(found)
    print(f"{name:<58} {middle:8.2f} MB/s")
    return middle


def round_trips(texts: Sequence[str]) -> int:
    """How many texts a round trip through ruamel.yaml changes, with the settings that keep the most."""
    from ruamel.yaml import YAML

    changed = 0
    for text in texts:
        yaml = YAML()
        yaml.preserve_quotes = True
        yaml.width = 10_000
        out = io.StringIO()
        try:
            yaml.dump(yaml.load(text), out)
        except Exception:
            changed += 1
            continue
        changed += out.getvalue() != text
    return changed


def fix_many(corpus: Path, leastwise: str) -> None:
    """500 templates, 62 drawn as in run.py again and again, are fixed and written."""
    found = templates(corpus)
    chosen = random.Random(62).sample(found, min(62, len(found)))
    for options in ([], ["--unsafe"]):
        with tempfile.TemporaryDirectory() as temporary:
            folder = lay_out(chosen, Path(temporary, "many"), 500)
            command = [leastwise, "fix", ".", "--root", ".", "--no-cache", "--write", "--force", *options]
            show(" ".join(["leastwise fix --write", *options, "500 templates"]), run(command, folder))


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--corpus", type=Path, default=ROOT / "examples")
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--leastwise", default=str(Path(sys.executable).parent / "leastwise"))
    options = arguments.parse_args()
    print(f"{'':<44} {'CPU s':>8} {'clock s':>8} {'MB':>8}")
    fix_many(options.corpus, options.leastwise)
    sources, wanted, refused = [], [], 0
    for path in templates(options.corpus):
        source = Source(path.name, path.read_bytes().decode("utf-8-sig"))
        try:
            document = Document(source)
            some = Changes(changes(document.data))
            document.patch(some)
        except (LeastwiseError, KeyError, AttributeError) as error:
            refused += 1
            print(f"refused: {path}: {error}")
            continue
        sources.append(source)
        wanted.append(some)
    size = sum(len(source.text) for source in sources)
    count = sum(len(some) for some in wanted)
    print(f"{len(sources)} templates of {size:,} characters, {count:,} changes; {refused} templates refused")
    documents = [Document(source) for source in sources]
    pairs = list(zip(documents, wanted, strict=True))
    single = [(document, Changes(list(some)[:1])) for document, some in pairs]
    speed("one change of a document that was read", size, options.runs, lambda: [d.splices(c) for d, c in single])
    speed("all changes of a document that was read", size, options.runs, lambda: [d.splices(c) for d, c in pairs])
    speed("reading, then changes", size, options.runs, lambda: [Document(d.source).splices(c) for d, c in pairs])
    checked = speed(
        "reading, changes, reading again", size, options.runs, lambda: [Document(d.source).patch(c) for d, c in pairs]
    )
    try:
        changed: list[int] = []
        texts = [source.text for source in sources]
        theirs = speed("ruamel.yaml, a round trip", size, 1, lambda: changed.append(round_trips(texts)))
    except ImportError:
        print("ruamel.yaml is not installed, not measured")
        return
    print(f"  {checked / theirs:.1f} × as fast as the round trip")
    print(f"  which changes {changed[0]} of the {len(sources)} files, asked for nothing")


if __name__ == "__main__":
    main()
