"""--select, --ignore, options of rules and --fail-on."""

from typing import Any, ClassVar

import pytest

from leastwise.model.errors import UsageError
from leastwise.rules.rule import Option, Rule
from leastwise.rules.selection import choose


class Long(Rule):
    id = "long-timeout"


class Short(Rule):
    id = "short-timeout"
    options: ClassVar = {
        "seconds": Option(3, "what is short"),
        "factor": Option(1.5, "what is multiplied"),
        "names": Option(("a",), "which are meant"),
        "strict": Option(False, "whether to be strict"),
    }


ALL = (Long, Short)


def ids(**selection: Any) -> list[str]:
    return [rule.id for rule in choose(ALL, **selection)]


def test_all_rules_run_unless_some_are_selected_or_ignored() -> None:
    assert ids() == ["long-timeout", "short-timeout"]
    assert ids(select=["short-timeout"]) == ["short-timeout"]
    assert ids(ignore=["short-timeout"]) == ["long-timeout"]
    assert ids(select=["short-timeout"], ignore=["short-timeout"]) == []


class Named:
    """Three rules in two areas."""

    ALL = tuple(
        type(name, (Rule,), {"id": name, "__module__": f"leastwise.rules.{area}.{name}"})
        for area, name in (("injection", "sql"), ("injection", "shell"), ("api", "cors"))
    )

    @classmethod
    def ids(cls, **selection: Any) -> set[str]:
        return {rule.id for rule in choose(cls.ALL, **selection)}


def test_an_area_stands_for_all_its_rules() -> None:
    assert Named.ids(select=["injection"]) == {"sql", "shell"}
    assert Named.ids(select=["injection", "cors"]) == {"sql", "shell", "cors"}
    assert Named.ids(ignore=["injection"]) == {"cors"}
    assert Named.ids(select=["injection"], ignore=["sql"]) == {"shell"}
    assert Named.ids(select=["injection"], ignore=["injection"]) == set()


def test_a_rule_that_is_named_goes_before_its_area() -> None:
    assert Named.ids(select=["sql"], ignore=["injection"]) == {"sql"}
    assert Named.ids(select=["api", "sql"], ignore=["injection"]) == {"cors", "sql"}
    twice = type("api", (Rule,), {"id": "api", "__module__": "shop.rules.own.api"})
    assert {rule.id for rule in choose((*Named.ALL, twice), select=["api"])} == {"api"}


def test_an_unknown_area_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="no rule or area 'injektion'; did you mean 'injection'"):
        Named.ids(select=["injektion"])
    with pytest.raises(UsageError, match="'injection' is no rule but an area of them: shell, sql"):
        Named.ids(options={"injection": {}})


@pytest.mark.parametrize("argument", ["select", "ignore"])
def test_an_unknown_rule_is_answered_with_the_nearest(argument: str) -> None:
    with pytest.raises(UsageError, match="no rule or area 'short-timout'; did you mean 'short-timeout'"):
        ids(**{argument: ["short-timout"]})
    with pytest.raises(UsageError, match="no rule or area 'zzz'; `leastwise rules` lists all"):
        ids(**{argument: ["zzz"]})


def test_an_option_has_its_default_until_it_is_set() -> None:
    (rule,) = choose([Short])
    assert (rule.option("seconds"), rule.option("names")) == (3, ("a",))
    (rule,) = choose([Short], options={"short-timeout": {"seconds": 9, "factor": 2, "names": ["b", "c"]}})
    assert (rule.option("seconds"), rule.option("factor"), rule.option("names")) == (9, 2.0, ("b", "c"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"seconds": "9"}, "option 'seconds' of rule 'short-timeout' takes a whole number, not a text"),
        ({"seconds": True}, "takes a whole number, not true or false"),
        ({"seconds": 1.5}, "takes a whole number, not a number"),
        ({"factor": "2"}, "takes a number, not a text"),
        ({"strict": 1}, "takes true or false, not a whole number"),
        ({"names": "b"}, "takes a list, not a text"),
        ({"names": ["b", 3]}, "takes a list of texts only"),
        ({"secondz": 9}, "no option 'secondz'; did you mean 'seconds'"),
        ({"zzz": 9}, "no option 'zzz'; its options: seconds, factor, names, strict"),
        (3, "are a whole number; write them as a table"),
    ],
)
def test_a_wrong_option_is_a_clear_error(options: Any, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        choose([Short], options={"short-timeout": options})


def test_options_of_an_unknown_rule_are_an_error() -> None:
    with pytest.raises(UsageError, match="did you mean 'short-timeout'"):
        choose(ALL, options={"short-timeot": {"seconds": 9}})
