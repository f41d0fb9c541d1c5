"""What is written means the same to every reader of YAML; where readers do not agree on a file, it is not changed."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from leastwise.model.errors import PatchError
from leastwise.model.source import Source
from leastwise.patch import Document, Insert, Set
from leastwise.patch.yaml.scalar import is_plain

NEL, LS, PS = "\x85", "\u2028", "\u2029"
KEY = "Resources:\n  K:\n    Type: AWS::KMS::Key{0}    Properties:{0}      EnableKeyRotation: false{0}"


@pytest.mark.parametrize(
    "text",
    [
        # ruamel.yaml reads a number, as YAML 1.2 or 1.1, or fails; so does Go's, which leaves out underscores
        *"-0o7 0o17 0O17 0b1_ -0b1 0x_ ._ +_ -_ . .. + 1_e3 1e_3 +.5e1 12:30 1:2.5 2012-1-7 2012-10-17T1:2:3Z".split(),
    ],
)
@pytest.mark.parametrize("flow", [False, True])
def test_what_looks_like_a_number_or_a_date_to_some_has_quotes(text: str, flow: bool) -> None:
    assert not is_plain(text, flow=flow)


@pytest.mark.parametrize("text", ["+:?", "Tn:?", "a?b", "a,b", "a]"])
def test_what_ends_a_text_in_brackets_has_quotes_there(text: str) -> None:
    assert is_plain(text)
    assert not is_plain(text, flow=True)


@pytest.mark.parametrize("text", ["-x", "--flag", ".env", "10.0.0.0/16", "3.x", "2012-10-17-log", "0.5 MB", "1a", "_"])
def test_texts_that_nobody_takes_for_something_else_have_none(text: str) -> None:
    assert is_plain(text)


@given(st.text("+-._0179exobBTn:?#, []{}!&*'\"=<>|yNZ", max_size=6), st.sampled_from(["k: 1", "[1]", "{k: 1}", "- 1"]))
def test_the_other_reader_of_pyyaml_reads_the_text(text: str, before: str) -> None:
    document = Document(Source("a.yaml", before))
    place = ("k",) if isinstance(document.data, dict) else (0,)
    read = yaml.load(document.patch([Set(place, text)]).text, yaml.SafeLoader)
    assert read in ({"k": text}, [text])


@pytest.mark.parametrize("mark", [NEL, LS, PS])
@pytest.mark.parametrize("text", [KEY, KEY.replace("\n", "{0}"), "Resources: # a{0}  K: 1\nB: 1\n"])
def test_line_ends_of_some_readers_only_are_refused(text: str, mark: str) -> None:
    document = Document(Source("a.yaml", text.format(mark)))
    with pytest.raises(PatchError, match=r"line [13] holds the character U\+(0085|2028|2029)"):
        document.patch([Set(("Resources", "X"), 1)])


@pytest.mark.parametrize("mark", [NEL, LS, PS])
@pytest.mark.parametrize("text", ['A: "x{0}y" # z{0}\n', "# x{0}# y\nA: 'x {0} y'\n"])
def test_they_do_not_matter_in_quotes_and_at_the_end_of_comments(text: str, mark: str) -> None:
    text = text.format(mark)
    assert Document(Source("a.yaml", text)).patch([Set(("B",), mark)]).text == text + f'B: "{escape(mark)}"\n'


def escape(mark: str) -> str:
    return f"\\x{ord(mark):02X}" if ord(mark) < 256 else f"\\u{ord(mark):04X}"


@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_a_writer_that_fails_is_a_refusal_with_its_cause(name: str) -> None:
    document = Document(Source(name, '{"A": [1]}'))
    for do in (document.patch, document.splices):
        with pytest.raises(PatchError, match=r"cannot be changed here: an internal error \(ValueError\)") as caught:
            do([Insert(("A",), 10**5000)])  # more digits than Python writes
        assert isinstance(caught.value.__cause__, ValueError)
