"""What the documents say is so."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from leastwise.cli import main
from leastwise.testing import assert_examples

ROOT = Path(__file__).parent.parent


def test_the_rule_in_the_guide_works(tmp_path, monkeypatch):
    text = (ROOT / "docs" / "writing-a-rule.md").read_text("utf-8")
    (tmp_path / "rule_of_the_guide.py").write_text(re.search(r"```python\n(.*?)```", text, re.S)[1])
    monkeypatch.syspath_prepend(str(tmp_path))
    import rule_of_the_guide

    assert_examples(rule_of_the_guide.NamelessTopic)


def test_the_finding_in_the_tour_is_found(tmp_path, monkeypatch, capsys):
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    template = re.search(r"```yaml\n(.*?)```", text, re.S)[1]
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "app.py").write_text("def handler(event, context): ...\n")
    (tmp_path / "template.yaml").write_text(template)
    monkeypatch.chdir(tmp_path)
    main(["scan", "--root", ".", "--select", "short-visibility"])
    out = capsys.readouterr().out
    said = re.search(r"\*short-visibility at ([\w.:]+), when (.*?)\*", text)
    assert said[1] in out
    assert f"when  {said[2]}" in out


def _same_but_for_time(text):
    return re.sub(r"in \d+\.\d\d s", "in 0.00 s", text)


def _shown_is_printed(page, capsys):
    blocks = re.findall(r"```console\n\$ leastwise (.*?)\n(.*?)```", (ROOT / page).read_text("utf-8"), re.S)
    assert blocks
    for command, shown in blocks:
        main(shlex.split(command))
        assert _same_but_for_time(shown) == _same_but_for_time(capsys.readouterr().out)


def test_the_terminal_in_the_readme_shows_what_is_printed(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    _shown_is_printed("README.md", capsys)


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """The shop as the tutorial copies it."""
    for name in ("corner-shop", "corner-shop-fixed"):
        shutil.copytree(ROOT / "examples" / name, tmp_path / name)
    monkeypatch.chdir(tmp_path / "corner-shop")
    subprocess.run(["git", "init", "--quiet"], check=True)
    subprocess.run(["git", "add", "--all"], check=True)
    return tmp_path / "corner-shop"


@pytest.mark.parametrize("page", ["docs/tutorial.md", "docs/fixing.md", "docs/policy.md", "docs/injection.md"])
def test_the_terminal_on_a_page_shows_what_is_printed(shop, capsys, page):
    _shown_is_printed(page, capsys)


def test_what_the_tutorial_repairs_and_accepts_is_gone(shop, capsys):
    def found():
        main(["scan", "--format", "json"])
        return {f["rule"] for f in json.loads(capsys.readouterr().out)["findings"] if not f["suppressed"]}

    text = (ROOT / "docs" / "tutorial.md").read_text("utf-8")
    comment = re.search(r"^ *# leastwise: ignore.*$", text, re.M)[0]
    template = (shop / "template.yaml").read_text("utf-8")
    assert {"short-visibility", "wildcard-action"} <= found()
    template = template.replace("VisibilityTimeout: 60", "VisibilityTimeout: 360")
    accepted = re.sub(r"^( *)(Action: dynamodb:\*)$", rf"\1{comment.strip()}\n\1\2", template, flags=re.M)
    assert accepted != template
    (shop / "template.yaml").write_text(accepted, "utf-8")
    assert found().isdisjoint({"short-visibility", "wildcard-action", "unused-suppression"})
    assert main(["baseline", "create"]) == 0
    capsys.readouterr()
    assert found() == set()


def test_the_site_builds_without_a_broken_link(tmp_path):
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    shutil.copy(ROOT / "zensical.toml", tmp_path)
    zensical = Path(sys.executable).with_name("zensical")
    done = subprocess.run([zensical, "build", "--strict"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "build/site/tutorial/index.html").is_file()


def test_every_page_is_in_the_navigation_of_the_site():
    listed = (ROOT / "zensical.toml").read_text("utf-8")
    assert [page.name for page in (ROOT / "docs").glob("*.md") if f'"{page.name}"' not in listed] == []


def test_the_modules_of_terraform_that_are_understood_are_named():
    text = (ROOT / "docs" / "frameworks.md").read_text("utf-8")
    known = (ROOT / "src/leastwise/read/terraform/data/modules").glob("*.tf")
    assert [path.stem for path in known if f"`{path.stem.partition('--')[0]}`" not in text] == []


def test_the_frameworks_that_are_not_read_are_named():
    text = (ROOT / "docs" / "frameworks.md").read_text("utf-8").lower()
    named = json.loads((ROOT / "src/leastwise/read/others/data/named.json").read_text("utf-8"))
    assert [name for name in named if name not in ("source", "date") and f"| {name}" not in text] == []
