"""What the documents say is so."""

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


@pytest.mark.parametrize(("page", "folder"), [("README.md", "."), ("docs/tutorial.md", "examples/corner-shop")])
def test_a_terminal_on_a_page_shows_what_is_printed(page, folder, monkeypatch, capsys):
    monkeypatch.chdir(ROOT / folder)
    blocks = re.findall(r"```console\n\$ leastwise (.*?)\n(.*?)```", (ROOT / page).read_text("utf-8"), re.S)
    assert blocks
    for command, shown in blocks:
        main(shlex.split(command))
        assert _same_but_for_time(shown) == _same_but_for_time(capsys.readouterr().out)


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
