"""Patterns of calls in the tables."""

import time

import pytest

from leastwise.code.taint.tables import Tables, row_of


@pytest.mark.parametrize(
    ("pattern", "path", "known"),
    [
        ("os.system", "os.system", True),
        ("os.system", "os.path.system", False),
        ("sqlite3.**.execute", "sqlite3.execute", True),
        ("sqlite3.**.execute", "sqlite3.connect().cursor().execute", True),
        ("sqlite3.**.execute", "sqlite3().execute", True),
        ("sqlite3.**.execute", "sqlite3x.execute", False),
        ("sqlite3.**.execute", "sqlite3.myexecute", False),
        ("**.replace", "replace", True),
        ("**.replace", "a.b().replace", True),
        ("**.replace", "a.xreplace", False),
        ("@lib/**.(0).html", "@lib/a.(0).html", True),
        ("express.*.send", "express.app.send", True),
        ("express.*.send", "express.app.x.send", False),
        ("a.**.b.*.c", "a.x().b.y.c", True),
        ("a.**.b.*.c", "a.x().b.y.z.c", False),
        ("{a,b}.run", "b.run", True),
    ],
)
def test_a_pattern_says_which_calls_are_meant(pattern, path, known):
    table = Tables([row_of({"calls": [pattern]}, "sink", "code-injection")])

    assert bool(table.of(path)) is known
    assert bool(table.of(path)) is known  # once more: the answer is kept


@pytest.mark.parametrize("pattern", ["lib.*a*a*a*a*a*.z", "lib.**.a*.**.a*q.**.z"])
def test_a_pattern_of_many_stars_is_matched_at_once(pattern):
    rows = Tables([row_of({"calls": [pattern]}, "sink", "sql-injection")])
    begin = time.process_time()
    assert rows.of("lib." + "a" * 2_000 + ".b.z") == []
    assert rows.of("lib." + "a." * 2_000 + "b.z") == []
    assert time.process_time() - begin < 2
    assert rows.of("lib." + "a" * 2_000 + (".z" if "**" not in pattern else ".aq.z")) != []
