"""Code that nobody would write for people: said so, bounded, and no function that lacks something is called complete."""

import json
import os

import pytest

from leastwise.cli import main

HEAD = "import boto3\ns3 = boto3.client('s3')\n"
PUT = "s3.put_object(Bucket='b', Key='k')"
HANDLER = f"{HEAD}def handler(event, context):\n    {PUT}\n"
TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: {Handler: app.handler, Runtime: RUNTIME, CodeUri: .}
"""


@pytest.fixture
def asked(tmp_path, capsys):
    """What `leastwise policy` says about a function whose code is these files; some may be made by hand before."""

    def ask(files=None, runtime="python3.13"):
        (tmp_path / "template.yaml").write_text(TEMPLATE.replace("RUNTIME", runtime))
        for name, text in (files or {}).items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        main(["policy", "show", "--root", str(tmp_path), "--isolated", "--format", "json", str(tmp_path)])
        told = json.loads(capsys.readouterr().out)
        (function,) = told["functions"]
        actions = {need["action"] for need in function["needs"] if need["source"] == "code"}
        return actions, function["certainty"], " ".join(why["reason"] for why in function["why"]), told["unread"]

    return ask


def test_wrong_syntax(asked):
    actions, certainty, why, _ = asked(
        {"app.py": f"{HANDLER}    if if x ==:\n    s3.delete_object(Bucket='b', Key='k')\n"}
    )
    assert "s3:PutObject" in actions
    assert certainty == "uncertain"
    assert "syntax" in why


def test_python_2(asked):
    text = HANDLER + "    print 'x', event\n    try: pass\n    except Exception, error: raise ValueError, 'x'\n"
    assert asked({"app.py": text})[:2] == ({"s3:PutObject"}, "complete")


def test_functions_that_call_themselves_and_each_other(asked):
    text = f"{HEAD}def f(x):\n    {PUT}\n    return g(f(x) + g(x))\ndef g(x): return f(g(x))\n"
    assert asked({"app.py": f"{text}def handler(e, c): return f(e['k'])\n"})[:2] == ({"s3:PutObject"}, "complete")


def test_modules_that_import_each_other_and_themselves(asked):
    files = {
        "app.py": "import a\ndef handler(e, c): return a.f()\n",
        "a.py": "import b, app\ndef f(): return b.g()\n",
        "b.py": f"import a\nfrom a import *\nfrom b import *\n{HEAD}def g():\n    {PUT}\n    return a.f()\n",
    }
    assert asked(files)[:2] == ({"s3:PutObject"}, "complete")


@pytest.mark.parametrize("nested", ["f(" * 3000 + ")" * 3000, "[" * 3000 + "]" * 3000, "1+" * 3000 + "f(1)"])
def test_what_nests_deeply_does_not_hide_the_rest(asked, nested):
    assert "s3:PutObject" in asked({"app.py": f"{HEAD}def handler(e, c):\n    x = {nested}\n    {PUT}\n"})[0]


@pytest.mark.parametrize(
    "text", ["()=>" * 3000 + "1", "async e=>{" + "if(e){" * 3000 + "}" * 3001, "e=>a" + ".b()" * 3000]
)
def test_what_nests_deeply_is_told(asked, text):
    _, certainty, why, _ = asked({"app.js": f"exports.handler={text}"}, "nodejs22.x")
    assert certainty == "uncertain"
    assert "levels" in why or "limit" in why


def test_many_generated_functions(asked):
    functions = "".join(f"def f{i}(x): return s3.put_object(Bucket='b{i}', Key=x)\n" for i in range(30_000))
    _, certainty, why, _ = asked({"app.py": f"{HEAD}{functions}def handler(e, c): f7(e)\n"})
    assert (certainty, "limit of steps" in why) == ("uncertain", True)


def test_more_files_than_are_run(asked):
    files = {f"m{i}.py": f"import m{i + 1}\n" for i in range(320)} | {"m320.py": HEAD + PUT}
    _, certainty, why, _ = asked(files | {"app.py": "import m0\ndef handler(e, c): pass\n"})
    assert certainty == "uncertain"
    assert "files are imported" in why or "nest" in why


@pytest.mark.parametrize("text", [b"", b"\0\0\0", bytes(range(256)) * 40, b"# caf\xe9\n" + HANDLER.encode()])
def test_what_is_no_text(asked, text):
    actions, certainty, why, _ = asked({"app.py": text})
    assert (actions, certainty) == (set(), "uncertain")
    assert "app.py" in why


def test_a_file_that_is_too_large(asked):
    _, certainty, why, _ = asked({"app.py": HANDLER + "#" * 4_000_000})
    assert (certainty, "larger than" in why) == ("uncertain", True)


def test_a_folder_that_is_called_like_a_file(asked):
    assert asked({"app.py/x.py": HANDLER})[1] == "uncertain"


def test_a_notebook(asked):
    _, certainty, why, _ = asked({"app.ipynb": '{"cells": []}'})
    assert (certainty, "app.ipynb is a notebook" in why) == ("uncertain", True)


@pytest.mark.skipif(os.name == "nt", reason="links and pipes")
@pytest.mark.parametrize("what", ["outside", "folder", "circle", "pipe", "device"])
def test_an_import_of_what_is_not_opened(asked, tmp_path, what):
    if what == "pipe":
        os.mkfifo(tmp_path / "a.py")
    else:
        goals = {"outside": "/etc/hosts", "folder": "/etc", "circle": "a.py", "device": "/dev/zero"}
        (tmp_path / ("a" if what == "folder" else "a.py")).symlink_to(goals[what])
    _, certainty, why, _ = asked({"app.py": "import a\ndef handler(e, c): a.f()\n"})
    assert (certainty, "cannot be read" in why) == ("uncertain", True)


@pytest.mark.skipif(os.name == "nt", reason="pipes")
def test_a_handler_in_a_pipe(asked, tmp_path):
    os.mkfifo(tmp_path / "app.py")
    _, certainty, _, unread = asked()
    assert certainty == "uncertain"
    assert [note["file"] for note in unread] == ["app.py"]


def test_nothing_of_it_is_run(asked, tmp_path):
    mark = tmp_path / "mark"
    touch = f"__import__('os').system('touch {mark}')"
    text = f'import os\nos.system("touch {mark}")\neval("{touch}")\nexec("{touch}")\n{touch}\nexec(input())\n{HANDLER}'
    actions, certainty, why, _ = asked({"app.py": text})
    assert (actions, certainty) == ({"s3:PutObject"}, "uncertain")
    assert "exec" in why
    assert not mark.exists()
