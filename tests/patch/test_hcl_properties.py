"""What holds for every HCL file, however it is laid out, and every set of changes."""

from typing import Any

from hypothesis import given, note
from hypothesis import strategies as st

from leastwise.model.source import Source
from leastwise.patch import Change, Changes, Document, Insert, OverlapError, PatchError, Remove, Set, spliced
from leastwise.read.hcl import Block, Expression
from leastwise.read.hcl.literals import quoted

NAMES = st.sampled_from(["a", "name", "longer_name", "tags", "größe"])
KEYS = st.sampled_from(["a", "Name", "team-1", "two words", "für", "", "for", "${x}", "%{"])
BLOCKS = st.sampled_from(["rule", "environment"])
LABELS = st.sampled_from(["x", "jobs", "a.b", "ü"])
EXPRESSIONS = st.sampled_from(["var.x", "aws_x.y[0].arn", '"a-${var.x}"', "f(1, [2])", "jsonencode({\n  a = 1\n})"])
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(-1e9, 1e9) | st.text(max_size=5) | st.just("a\nb\n  c\n")
)
VALUES = st.recursive(
    SCALARS | st.builds(Expression, EXPRESSIONS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
CONTENTS = st.dictionaries(NAMES, VALUES, max_size=3) | st.dictionaries(
    BLOCKS, st.lists(st.dictionaries(NAMES, VALUES, max_size=2), min_size=1, max_size=2), max_size=1
)
COMMENTS = ["", "", "", "# c\n", "// c\n", "/* c\n  d */\n", "\n"]


class Writer:
    """Writes random files."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw

    def one_of(self, *texts: str) -> str:
        return self.draw(st.sampled_from(texts))

    def text(self) -> str:
        return "".join(self.body("", top=True))

    def body(self, margin: str, *, top: bool = False) -> list[str]:
        lines: list[str] = []
        names = self.draw(st.lists(NAMES, unique=True, max_size=4))
        width = self.draw(st.sampled_from([0, 0, 11, 12]))
        kinds = [(name, "attribute") for name in names]
        kinds += [(name, "block") for name in self.draw(st.lists(BLOCKS, max_size=2 if len(margin) < 4 else 0))]
        if top:
            kinds += [("resource", label) for label in self.draw(st.lists(LABELS, unique=True, max_size=3))]
        for name, kind in self.draw(st.permutations(kinds)) if kinds else ():
            if comment := self.one_of(*COMMENTS):
                lines.append((margin if comment.strip() else "") + comment)
            if kind == "attribute":
                value = self.value(margin, True)
                end = "" if value.endswith("EOT") else self.one_of("", "", "  # end", " // end", " /* end */")
                lines.append(f"{margin}{name.ljust(width)}{self.one_of(' = ', '=', ' =  ')}{value}{end}\n")
            else:
                head = name if kind == "block" else f'resource "t" {quoted(kind)}'
                lines.append(f"{margin}{head} {self.block(margin)}{self.one_of('', ' # end')}\n")
        lines.append(self.one_of("", "", f"{margin}# last\n", "\n"))
        return lines

    def block(self, margin: str) -> str:
        kind = self.one_of("{}", "{\n", "{ }", "one", "many", "many", "many")
        if kind == "one":
            return f"{{ a = {self.value(margin, False)} }}"
        if kind == "many":
            return f"{{{self.one_of('', ' # open')}\n{''.join(self.body(margin + self.one_of('  ', '    ')))}{margin}}}"
        return f"{{\n{margin}}}" if kind == "{\n" else kind

    def value(self, margin: str, attribute: bool, depth: int = 0) -> str:
        kind = self.draw(st.integers(0, 8 if depth < 2 else 4))
        if kind <= 3:
            return self.one_of("1", "-2.5", "true", "null", '"text"', '"é$${a}\\n"', '"a-${b}"', "x.y.z", "f(1)", '""')
        if kind == 4:
            return (
                self.one_of("<<EOT\nsome\n  text\nEOT", f"<<-EOT\n{margin}  a\n{margin}    b\n{margin}EOT")
                if attribute
                else "x"
            )
        many = self.draw(st.booleans())
        inner = margin + "  "
        if kind <= 6:
            items = [self.value(inner, False, depth + 1) for _ in range(self.draw(st.integers(0, 3)))]
            return self.listed("[", items, "]", margin, many, commas=True)
        keys = self.draw(st.lists(KEYS, unique=True, max_size=3))
        plain = [key if key.isidentifier() and key != "for" else quoted(key) for key in keys]
        entries = [f"{key}{self.one_of(' = ', ' = ', ': ', '=')}{self.value(inner, False, depth + 1)}" for key in plain]
        return self.listed("{", entries, "}", margin, many, commas=not many or self.draw(st.booleans()))

    def listed(self, opening: str, items: list[str], closing: str, margin: str, many: bool, *, commas: bool) -> str:
        if not items or not many:
            pad = self.one_of("", " ")
            return opening + pad + ", ".join(items) + (self.one_of("", ",") if items else "") + pad + closing
        trailing = self.draw(st.booleans()) and commas
        lines = ""
        for index, item in enumerate(items):
            comma = "," if commas and (index < len(items) - 1 or trailing) else ""
            lines += (
                self.one_of("", "", f"{margin}  # above\n") + f"{margin}  {item}{comma}{self.one_of('', ' # end')}\n"
            )
        return f"{opening}\n{lines}{margin}{closing}"


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A file in some layout."""
    text = Writer(draw).text()
    return text.replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n"])))


@st.composite
def changes(draw: st.DrawFn, data: Any) -> Change:
    """A change of some place in a file, existing or not."""
    path: list[str | int] = []
    block = True
    while isinstance(data, (dict, list)) and (not path or draw(st.integers(0, 3))):
        block = isinstance(data, Block)
        if isinstance(data, list):
            if not data or draw(st.integers(0, 3)) == 0:
                value = draw(CONTENTS if data and isinstance(data[0], Block) else VALUES)
                return Insert(tuple(path), value, draw(st.none() | st.integers(0, len(data))))
            path.append(draw(st.integers(0, len(data) - 1)))
            data = data[path[-1]]
        else:
            path.append(draw(st.sampled_from([*data]) if data and draw(st.booleans()) else NAMES if block else KEYS))
            data = data.get(path[-1], None)
    if draw(st.integers(0, 2)) == 0:
        return Remove(tuple(path))
    if block and draw(st.integers(0, 3)) == 0:
        return Set((*path[:-1], draw(BLOCKS)), draw(st.lists(CONTENTS, min_size=1, max_size=2)))
    return Set(tuple(path), draw(CONTENTS if isinstance(data, Block) else VALUES), draw(st.none() | NAMES))


def refused(error: PatchError) -> bool:
    """Whether the change was refused for a reason, rather than made and found wrong."""
    return not any(words in str(error) for words in ("would not be exact", "the changed document", "overlap at"))


@given(st.data(), texts())
def test_every_change_is_exact_or_refused(data: st.DataObject, text: str) -> None:
    note(text)
    document = Document(Source("a.hcl", text))
    wanted = Changes()
    for _ in range(data.draw(st.integers(1, 3))):
        try:
            wanted.add([data.draw(changes(document.data))])
        except OverlapError:
            continue
    try:
        patch = document.patch(wanted)  # compares with what was meant
    except PatchError as error:
        assert refused(error)
        return
    assert spliced(patch.text, patch.undo) == text
    assert Document(Source("a.hcl", patch.text)).data.faults == []


@given(st.data(), texts())
def test_a_second_run_changes_nothing(data: st.DataObject, text: str) -> None:
    document = Document(Source("a.hcl", text))
    change = data.draw(changes(document.data).filter(lambda change: isinstance(change, Set)))
    try:
        patched = document.patch([change]).text
    except PatchError as error:
        assert refused(error)
        return
    assert Document(Source("a.hcl", patched)).patch([change]).splices == ()


@given(st.data(), texts(), VALUES | st.lists(CONTENTS, min_size=1, max_size=1))
def test_what_is_added_and_removed_leaves_no_trace(data: st.DataObject, text: str, value: Any) -> None:
    document = Document(Source("a.hcl", text))
    if not document.data:
        return
    try:
        patched = document.patch([Set(("new",), value)]).text
    except PatchError as error:
        assert refused(error)
        return
    assert Document(Source("a.hcl", patched)).patch([Remove(("new",))]).text == text


@given(texts())
def test_random_files_are_read_whole(text: str) -> None:
    assert Document(Source("a.hcl", text)).data.faults == []
