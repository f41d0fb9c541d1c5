"""Every way to decide a neighbourhood is looked at, in few worlds, and what is left out is said."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from leastwise.read import read
from leastwise.read.files import MemoryFiles
from leastwise.read.worlds import MAX_WORLDS, _cover


def reading(text):
    (found,) = read(MemoryFiles({"template.yaml": text}))
    return found


def switches(count, *, together):
    names = [f"S{n}" for n in range(count)]
    text = "Parameters:\n" + "".join(f"  {n}: {{Type: String}}\n" for n in names)
    text += "Conditions:\n" + "".join(f"  C{n}: !Equals [!Ref {n}, 'on']\n" for n in names)
    text += "Resources:\n"
    if together:
        values = "".join(f"        - !If [C{n}, 1, 0]\n" for n in names)
        return text + f"  R:\n    Type: AWS::SNS::Topic\n    Properties:\n      X:\n{values}"
    for n in names:
        text += f"  R{n}:\n    Type: AWS::SNS::Topic\n    Properties: {{X: !If [C{n}, 1, 0]}}\n"
    return text


def test_nothing_open_is_one_world():
    assert [str(app.world) for app in reading("Resources: {T: {Type: AWS::SNS::Topic}}").worlds] == [""]


def test_every_combination_around_one_resource():
    found = reading(switches(3, together=True))
    seen = {tuple(app.by_key["template.yaml:R"].get("X")) for app in found.worlds}
    assert seen == set(product((0, 1), repeat=3))
    assert not found.unread


def test_independent_switches_share_worlds():
    found = reading(switches(30, together=False))
    assert len(found.worlds) == 2
    for n in range(30):
        assert {app.by_key[f"template.yaml:RS{n}"].get("X") for app in found.worlds} == {0, 1}


def test_more_than_sixteen_combinations_are_reported():
    found = reading(switches(6, together=True))
    assert len(found.worlds) == 16
    (limit,) = found.unread
    assert (limit.kind, limit.line) == ("limit", 16)
    assert "64 ways" in limit.reason


def test_allowed_values_are_the_only_ones():
    text = "Parameters:\n  Stage: {Type: String, AllowedValues: [dev, prod]}\nResources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties: {X: !Ref Stage}\n"
    assert [app.by_key["template.yaml:T"].get("X") for app in reading(text).worlds] == ["dev", "prod"]


def test_a_condition_met_only_in_another_world_is_found():
    text = (
        "Parameters: {A: {Type: String}, B: {Type: String}}\n"
        "Conditions: {HasA: !Equals [!Ref A, ''], HasB: !Equals [!Ref B, '']}\n"
        "Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties: {X: !If [HasA, 1, !If [HasB, 2, 3]]}\n"
    )
    assert {app.by_key["template.yaml:T"].get("X") for app in reading(text).worlds} == {1, 2, 3}


ways = st.lists(st.dictionaries(st.sampled_from("abcd"), st.sampled_from("01"), min_size=1), max_size=30)


@given(ways)
def test_a_cover_contains_every_combination(wanted):
    worlds = _cover(wanted)
    assert len(worlds) <= max(1, min(len(wanted), MAX_WORLDS))
    for way in wanted:
        assert any(way.items() <= world.items() for world in worlds)
