"""Random documents in random styles, as text, and random changes of what they say."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import strategies as st

from leastwise.patch import Changes, Insert, OverlapError, Remove, Set

NAMES = [
    "a",
    "Type",
    "Properties",
    "B c",
    "x-y",
    "Fn::If",
    "Ref",
    "true",
    "1",
    "é",
    "Tags",
    "q",
    "Rolle",
    "n0",
    "z",
    "AA",
]
PLAIN = [
    "x",
    "Wort",
    "a b",
    "10.0.0.0/16",
    "arn:aws:s3:::b",
    "a#b",
    "${AWS::Region}",
    "nodejs22.x",
    "3",
    "3.5",
    "true",
    "~",
    "no",
    "-1",
    "é",
    "😀 x",
]
PLAIN_FLOW = ["x", "Wort", "a b", "arn:aws:s3:::b", "3", "true", "null", "😀"]
TEXTS = ["", "x", "a b", "yes", "on", "012", "1e3", "12:30:00", "2012-10-17", "null", "~", "=", " x", "x ", "a: b", "a #b", "- a", "*", "@x", "&x", "!x", "%x", "it's", 'say "x"', "a\\b", "tab\there", "two\nlines\n", "two\nlines", "\n", "a\n\n", " a\nb", "a\n  b\n", "trailing \nx", "\x07", "é", "😀", "x:", "[a]", "{a}", "a, b", "#", "---", "...", "-", "?", ":", "<<", "\x85", "\u2028", "\ufeff", "{{resolve:x}}", "a\r\nb", "`", "0o17", "1_000", ".5", "+1", "y", "-x", "--flag"]  # fmt: skip


class Writer:
    """Writes a random document; every style decision is drawn."""

    def __init__(self, random: Random, deep: int = 3) -> None:
        self.random = random
        self.deep = deep
        self.anchors: list[tuple[str, bool]] = []
        self.step = random.choice([1, 2, 2, 2, 4])
        self.hang = random.choice([0, 2])
        self.rich = random.random() < 0.5

    def one(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    def seldom(self, chance: float = 0.1) -> bool:
        return self.random.random() < chance

    def document(self) -> str:
        head = self.one("", "", "", "---\n", "# head\n\n", "%YAML 1.1\n---\n", "# licence\n---\n")
        body = self.mapping(0, 0) if not self.seldom() else self.listing(0, 0)
        tail = self.one("", "", "", "...\n", "# end\n", "\n\n")
        text = head + "\n".join(body) + "\n" + tail
        return text.rstrip("\n") if self.seldom() else text

    def filler(self, column: int) -> list[str]:
        lines = []
        while self.seldom(0.15):
            lines.append(
                self.one(
                    "",
                    "",
                    " " * column + "# note",
                    " " * column + "# ---- part ----",
                    "# far left",
                    " " * (column + 3) + "# deep",
                )
            )
        return lines

    def mapping(self, column: int, depth: int) -> list[str]:
        lines: list[str] = []
        step = self.step if not self.seldom() else self.one(1, 2, 3, 4)
        for name in self.random.sample(NAMES, self.random.randint(1, 4)):
            lines += self.filler(column) if lines or not depth else []
            key = self.one(name, name, name, f'"{name}"', f"'{name}'")
            if self.rich and self.seldom(0.05):
                lines.append(" " * column + f"? {key}")
                key = ""
            lines += self.under(
                " " * column + key + self.one(":", ":", ":", " :") if key else " " * column + ":", column, step, depth
            )
        if self.rich and self.seldom(0.05) and (names := [name for name, is_map in self.anchors if is_map]):
            lines.append(" " * column + f"<<: *{self.one(*names)}")
        return lines + self.filler(column)

    def under(self, head: str, column: int, step: int, depth: int) -> list[str]:
        """An entry whose key is written."""
        kind = self.kind(depth)
        anchor = self.anchor(kind)
        comment = self.one("", "", "", "", "  # same line")
        if kind == "map":
            return [head + anchor + comment, *self.mapping(column + step, depth + 1), *self.closed(anchor, is_map=True)]
        if kind == "list":
            hang = self.hang if not self.seldom() else self.one(0, 1, 2)
            tag = self.one("", "", "", " !If", " !Join")
            return [
                head + anchor + tag + comment,
                *self.listing(column + hang, depth + 1),
                *self.closed(anchor, is_map=False),
            ]
        if kind == "block":
            return [
                head + anchor + self.one(" ", " ", " !Sub ") + self.one("|", "|", ">", "|-", "|+", ">-") + comment,
                *self.texts(column + step),
            ]
        if kind == "long":
            quote = self.one("", '"', "'")
            lines = [head + anchor + f" {quote}first", " " * (column + step) + f"second{quote}" + comment]
            return [*lines, *self.closed(anchor, is_map=None)]
        value = self.flow(depth) if kind == "flow" else self.scalar()
        if kind == "flow" and value.startswith("{") and not anchor and self.seldom(0.1):
            return [head, " " * (column + step) + value + comment]
        return [
            head + anchor + (" " + value if value else "") + comment,
            *self.closed(anchor, is_map=value[:1] == "{" if kind == "flow" else None),
        ]

    def closed(self, anchor: str, *, is_map: bool | None) -> list[str]:
        if anchor:
            self.anchors.append((anchor.strip(" &"), bool(is_map)))
        return []

    def listing(self, column: int, depth: int) -> list[str]:
        lines: list[str] = []
        for _ in range(self.random.randint(1, 4)):
            lines += self.filler(column) if lines else []
            gap = self.one(" ", " ", " ", "   ")
            kind = self.kind(depth)
            head = " " * column + "-"
            if kind in ("map", "list") and not self.seldom(0.15):
                inner = (self.mapping if kind == "map" else self.listing)(column + 1 + len(gap), depth + 1)
                lines += [head + gap + inner[0].lstrip(" "), *inner[1:]]
            else:
                lines += self.under(head, column, max(self.step, 1), depth)
        return lines + self.filler(column)

    def kind(self, depth: int) -> str:
        if depth >= self.deep:
            return self.one("scalar", "scalar", "flow")
        return self.one("scalar", "scalar", "scalar", "map", "map", "list", "flow", "block", "long")

    def anchor(self, kind: str) -> str:
        if not self.rich or kind == "block" or not self.seldom():
            return ""
        return f" &n{len(self.anchors)}{self.random.randint(0, 99)}"

    def texts(self, column: int) -> list[str]:
        indent = " " * column
        lines = [indent + self.one("echo", "# no comment", "a: b", "x"), *([""] if self.seldom() else [])]
        lines += [indent + self.one("", "", "  ") + "more" for _ in range(self.random.randint(0, 2))]
        return lines + [""] * self.one(0, 0, 0, 1, 2)

    def scalar(self) -> str:
        if self.rich and self.anchors and self.seldom(0.2):
            return "*" + self.one(*self.anchors)[0]
        return str(
            self.one(
                *PLAIN,
                "",
                "'it''s'",
                '"say \\"x\\""',
                '"a\\tb"',
                "'yes'",
                '"60"',
                "!Ref A",
                "!GetAtt A.b",
                "!Sub '${A}'",
                '!Ref "x"',
                "!!str 5",
                "!Other x",
            )
        )

    def flow(self, depth: int) -> str:
        if depth > self.deep or self.seldom(0.3):
            return self.one("{}", "[]", "{ }", "[ ]")
        pad = self.one("", "", " ")
        comma = self.one(", ", ", ", ",", " , ")
        several = self.seldom(0.15) and depth >= 0
        if several:
            pad, comma = "\n            ", ",\n            "
        end = self.one("", "", "", ",")
        count = self.random.randint(1, 3)
        close = "\n          " if several else pad
        if self.seldom(0.5):
            items = [self.flow_value(depth) for _ in range(count)]
            tag = self.one("", "", "", "!Join ", "!If ")
            return f"{tag}[{pad}{comma.join(items)}{end}{close}]"
        keys = self.random.sample(NAMES, count)
        if self.seldom(0.2):
            pairs = [f'"{key}":{self.one("", " ")}"v"' for key in keys]
        else:
            pairs = [f"{key}: {self.flow_value(depth)}" for key in keys]
        if self.seldom(0.1):
            pairs.append("lone")
        return f"{{{pad}{comma.join(pairs)}{end}{close}}}"

    def flow_value(self, depth: int) -> str:
        if self.seldom(0.3):
            return self.flow(depth + 1)
        return str(self.one(*PLAIN_FLOW, "'a, b'", '"]"', "!Ref A", "!GetAtt A.b", "!Sub '${A}'"))


def yaml_documents() -> st.SearchStrategy[str]:
    """Texts of YAML documents, nearly all of them valid. They come of a number, as so many choices are too many for hypothesis."""
    return st.builds(lambda seed, deep: Writer(Random(seed), deep).document(), st.integers(0, 2**32), st.integers(0, 3))


def values(texts: list[str] | None = None) -> st.SearchStrategy[Any]:
    """Plain values as rules write them, and worse."""
    leaf = st.one_of(
        st.sampled_from(texts or TEXTS), st.text(max_size=6).filter(lambda t: not any("\ud800" <= c <= "\udfff" for c in t)),
        st.integers(-1000, 10**13), st.booleans(), st.none(), st.floats(allow_nan=False, allow_infinity=False),
    )  # fmt: skip
    functions = st.sampled_from(
        [{"Ref": "A"}, {"Fn::GetAtt": ["A", "b.c"]}, {"Fn::Sub": "${A}-x"}, {"Fn::Base64": {"Fn::Sub": "x"}}, {"Fn::If": ["C", 1, {"Ref": "AWS::NoValue"}]}, {"Ref": 5}, {"Fn::GetAtt": "A.b"}, {"Fn::Join": ["", ["a", {"Ref": "B"}]]}, {"Condition": "C"}]
    )  # fmt: skip
    names = st.one_of(st.sampled_from(NAMES), st.sampled_from([text for text in TEXTS if text != "<<"]))
    return st.recursive(
        st.one_of(leaf, leaf, functions),
        lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(names, inner, max_size=3)),
        max_leaves=6,
    )


def places(data: Any, path: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], Any]]:
    """Every path of a document, and what stands there."""
    found: list[tuple[tuple[str | int, ...], Any]] = [(path, data)]
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in entries:
        if len(found) < 200:
            found += places(value, (*path, key))
    return found


@st.composite
def changes_of(draw: st.DrawFn, data: Any, most: int = 3) -> Changes:
    """Changes that fit a document and do not contradict each other."""
    known = places(data)
    made = Changes()
    for _ in range(draw(st.integers(1, most))):
        path, value = draw(st.sampled_from(known))
        kind = draw(st.sampled_from(["set", "new", "new", "remove", "insert"]))
        change: Any = None
        if kind == "set" and path:
            change = Set(path, draw(values()))
        elif kind == "remove" and path:
            change = Remove(path)
        elif kind == "insert" and isinstance(value, list):
            change = Insert(path, draw(values()), draw(st.one_of(st.none(), st.integers(0, len(value)))))
        elif kind == "new" and isinstance(value, dict):
            after = draw(st.one_of(st.none(), st.sampled_from([*value] or ["a"])))
            name = draw(st.sampled_from(["New", "DeletionPolicy", "Type", "yes", "a: b"]))
            change = Set((*path, name), draw(values()), after)
        if change is not None:
            try:
                made.add([change])
            except OverlapError:
                continue
    return made
