"""What the documents say is so."""

import re
import shlex
from pathlib import Path

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


def test_the_terminal_in_the_readme_shows_what_is_printed(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    blocks = re.findall(r"```console\n\$ leastwise (.*?)\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.S)
    assert blocks
    for command, shown in blocks:
        main(shlex.split(command))
        printed = re.sub(r"in \d+\.\d\d s", "in 0.00 s", capsys.readouterr().out)
        assert re.sub(r"in \d+\.\d\d s", "in 0.00 s", shown) == printed
