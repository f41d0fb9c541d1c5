"""How fast Python, JavaScript and TypeScript are lowered, and what of real sources is not.

    python bench/lowering.py ~/serverless-patterns
    python bench/lowering.py --later ~/serverless-patterns        only what is outside of functions

Every source below the folders is parsed and lowered once, in one process, each after a first file that warms the
grammars up. Rates are of the sources' text. What could not be read is counted by reason; `--tell` names each place.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.source import Source
from leastwise.read.encoding import decode
from leastwise.read.script import nodes
from leastwise.read.script.lower import lower
from leastwise.read.script.syntax import LANGUAGES, parser


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("folders", nargs="+", type=Path)
    options.add_argument("--later", action="store_true", help="leave the bodies of functions")
    options.add_argument("--tell", action="store_true", help="name every place that was not read")
    given = options.parse_args()
    sources = [source for folder in given.folders for source in found(folder)]
    size: Counter[str] = Counter()
    parsing: Counter[str] = Counter()
    lowering: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for language in set(LANGUAGES.values()):
        parser(language)
    for source in sources:
        language = LANGUAGES["." + source.path.rpartition(".")[2]]
        start = perf_counter()
        parser(language).parse(source.text.encode("utf-8", "surrogatepass"))
        between = perf_counter()
        script = lower(source, later=given.later)
        size[language] += len(source.text)
        parsing[language] += between - start
        lowering[language] += perf_counter() - between
        reasons.update(f"unread, {note.kind}: {note.reason}" for note in script.unread)
        if not given.later:
            reasons.update(f"opaque: {node.reason}" for node in opaque(script.statements))
        for note in script.unread if given.tell else ():
            print(f"{note.file}:{note.line}: {note.reason}")
    print(f"{len(sources)} files")
    for language, characters in size.most_common():
        rates = [characters / 1e6 / seconds[language] for seconds in (parsing, lowering)]
        print(
            f"{language}: {characters / 1e6:.1f} MB, parsed {rates[0]:.1f} MB/s, parsed and lowered {rates[1]:.1f} MB/s"
        )
    for reason, count in reasons.most_common():
        print(f"{count} {reason}")


def found(folder: Path) -> Iterator[Source]:
    """The sources below a folder, in order of their paths."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in LANGUAGES and path.is_file():
            try:
                yield decode(path.read_bytes(), str(path))
            except ReadError as error:
                print(f"{path}: {error.reason}")


def opaque(statements: Any) -> Iterator[nodes.Opaque]:
    """What could not be read of a file."""
    ahead = [statements]
    while ahead:
        node = ahead.pop()
        if isinstance(node, nodes.Opaque):
            yield node
        elif isinstance(node, tuple):
            ahead += [inner for inner in node if not isinstance(inner, Source)]
        elif hasattr(node, "__match_args__"):
            ahead += [getattr(node, name) for name in node.__match_args__]


if __name__ == "__main__":
    main()
