"""Rules are found where they lie; a package that is not whole is an error that says what to do."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from leastwise.model.errors import UsageError
from leastwise.rules import discovery
from leastwise.rules.discovery import discover, installed_packages, not_loaded

RULE = '''
"""A bucket has a name of its own."""

from leastwise.model.finding import Severity
from leastwise.rules.rule import Example, Rule


class NamedBucket(Rule):
    id = "named-bucket"
    title = "Bucket with a fixed name"
    why = "The name can be taken."
    remediation = "Leave the name out."
    severity = Severity.LOW
    bad = Example.cloudformation(
        """
        Resources:
          Store:
            Type: AWS::S3::Bucket
            Properties:
              BucketName: mine
        """,
        at="Resources.Store.Properties.BucketName",
    )
    good = Example.cloudformation("Resources: {Store: {Type: AWS::S3::Bucket}}")

    def check(self, app):
        for bucket in app.resources("AWS::S3::Bucket"):
            if bucket["BucketName"].text():
                yield self.finding(bucket["BucketName"], "it has a name")
'''


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An importable folder, and no trace of what was imported from it afterwards."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        del sys.modules[name]


def write(folder: Path, name: str, text: str = "") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    importlib.invalidate_caches()
    return path


def external(*names: str) -> list[str]:
    return [rule.id for rule in discover(names, installed=False) if not rule.__module__.startswith("leastwise.")]


def test_the_rules_of_leastwise_are_found_in_order() -> None:
    ids = [rule.id for rule in discover(installed=False)]
    assert "admin-policy" in ids
    assert ids == sorted(ids)


def test_every_module_in_an_area_is_looked_at() -> None:
    folder = Path(discovery.__file__).parent
    files = {p.stem.replace("_", "-") for p in folder.glob("[a-z]*/[a-z]*.py")}
    ids = {rule.id for rule in discover(installed=False)}
    assert files == ids, "one rule = one file of the same name"


def test_a_named_package_brings_its_rules_from_all_its_modules(packages: Path) -> None:
    write(packages, "house_rules/__init__.py")
    write(packages, "house_rules/storage/__init__.py")
    write(packages, "house_rules/storage/named.py", RULE)
    write(packages, "house_rules/tests/test_named.py", "raise RuntimeError('a test is no rule')")
    assert external("house_rules") == ["named-bucket"]


def test_a_folder_of_tables_holds_no_rules_but_a_package_of_that_name_does(packages: Path) -> None:
    write(packages, "house_rules/__init__.py")
    write(packages, "house_rules/data/__init__.py")
    write(packages, "house_rules/data/named.py", RULE)
    write(packages, "house_rules/data/data/made.py", "raise RuntimeError('a table is no rule')")
    assert external("house_rules") == ["named-bucket"]


def test_a_lone_module_is_a_package_too(packages: Path) -> None:
    write(packages, "one_rule.py", RULE)
    assert external("one_rule", "one_rule") == ["named-bucket"]


def test_a_base_class_with_an_underscore_is_no_rule(packages: Path) -> None:
    write(packages, "with_base.py", RULE + "\n\nclass _Base(Rule):\n    pass\n")
    assert external("with_base") == ["named-bucket"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import nowhere_to_be_found", "No module named 'nowhere_to_be_found'; repair it, or leave it out"),
        ("def (", "SyntaxError"),
        ("raise SystemExit(0)", "SystemExit"),
        ("", "holds no rule: a rule is a subclass of"),
        (
            RULE.replace('why = "The name can be taken."', ""),
            "NamedBucket of 'broken' is not complete: `why` is missing",
        ),
        (RULE.replace("Severity.LOW", "'low'"), "`severity` is of type str"),
        (RULE.replace('"named-bucket"', '"Named_Bucket"'), "'Named_Bucket' and not kebab-case"),
        (RULE.replace("def check", "def look"), "`check` is missing"),
        (
            RULE.replace('at="Resources.Store.Properties.BucketName",', ""),
            "does not say `at` which place the rule fires",
        ),
        (RULE.replace('"named-bucket"', '"admin-policy"'), "rule id 'admin-policy' of broken.NamedBucket is taken by"),
        (RULE.replace("severity =", "subsumes = ('named-bucket',)\n    severity ="), "'named-bucket' subsumes itself"),
        (RULE.replace("severity =", "subsumes = 'named'\n    severity ="), "`subsumes` is of type str"),
        (RULE.replace("severity =", "options = {'a': 3}\n    severity ="), "`options` holds something other"),
    ],
)
def test_a_package_that_is_not_whole_is_an_error_that_says_why(packages: Path, text: str, message: str) -> None:
    write(packages, "broken.py", text)
    with pytest.raises(UsageError) as caught:
        external("broken")
    assert message in str(caught.value)


def test_a_package_that_is_not_installed_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(UsageError, match=r"install it into leastwise's environment, or put .* on PYTHONPATH"):
        external("never_installed_anywhere")


def test_installed_packages_announce_their_rules(packages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = packages / "site-packages"
    write(site, "house_rules.py", RULE)
    write(
        site,
        "house-1.0.dist-info/entry_points.txt",
        "[console_scripts]\nhouse = house:main\n\n[leastwise.rules]\n# ours\nhouse = house_rules [extra]\n",
    )
    write(site, "other-2.0.dist-info/entry_points.txt", "[console_scripts]\nother = leastwise.rules:main\n")
    monkeypatch.syspath_prepend(str(site))
    assert installed_packages() == ["house_rules"]
    assert "named-bucket" in [rule.id for rule in discover()]
    assert "named-bucket" not in [rule.id for rule in discover(installed=False)]


def test_a_folder_on_the_path_that_is_no_installation_announces_nothing(packages: Path) -> None:
    write(packages, "evil.py", "raise RuntimeError('this was imported')")
    write(packages, "evil.egg-info/entry_points.txt", "[leastwise.rules]\nevil = evil\n")
    assert installed_packages() == []
    discover()


def test_what_the_projects_configuration_names_is_told_and_not_loaded() -> None:
    (notice,) = not_loaded(["theirs", "ours"], ["ours"])
    assert "'theirs' is named by the project's configuration and was not loaded" in notice
    assert "--rules theirs" in notice
