"""What stands in a configuration of Chalice or Zappa and is not followed is said, with its place."""

import json

import pytest

from leastwise.model.graph import AuthKind
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read

ROUTE = 'from chalice import Chalice\napp = Chalice()\n\n\n@app.route("/")\ndef index():\n    return {}\n'


def notes(files):
    found = list(read(MemoryFiles(files)))
    assert [reading.fault for reading in found if reading.fault] == []
    return {(note.file, note.line, note.kind, note.reason) for reading in found for note in reading.unread}


def said(files, file, line, *words):
    """Whether one note about this line has these words."""
    return any((f, at) == (file, line) and all(w in reason for w in words) for f, at, _, reason in notes(files))


def app_of(files):
    (found,) = [reading for reading in read(MemoryFiles(files)) if reading.worlds]
    return found.worlds[0]


def chalice(stage=None, app=ROUTE, **more):
    """An application of which each setting of its one stage stands on a line of its own, from the third one on."""
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in (stage or {}).items())
    return {".chalice/config.json": f'{{"app_name": "a", "stages": {{"dev":\n{{\n{lines}}}}}}}', "app.py": app, **more}


WRONG = {
    "autogen_policy": "false",
    "environment_variables": 3,
    "iam_policy_file": [],
    "lambda_functions": [],
    "lambda_timeout": "10",
    "layers": "arn",
    "security_group_ids": 1,
    "xray": "on",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_setting_of_chalice_of_the_wrong_kind_is_said(name):
    stage = {name: WRONG[name]}
    if name == "iam_policy_file":
        stage = {"iam_policy_file": [], "autogen_policy": False}
    assert said(chalice(stage), ".chalice/config.json", 3, name, "is not")


@pytest.mark.parametrize("stages", [3, {"dev": 3}])
def test_stages_of_chalice_that_are_none_are_said(stages):
    files = chalice() | {".chalice/config.json": json.dumps({"stages": stages})}
    assert said(files, ".chalice/config.json", 1, "is not a mapping")


@pytest.mark.parametrize("file", ["../../policy.json", "/etc/policy.json"])
def test_a_policy_file_outside_the_root_is_said(file):
    files = chalice({"iam_policy_file": file, "autogen_policy": False})
    assert said(files, ".chalice/config.json", 3, file, "outside the root")


def test_a_policy_file_that_chalice_does_not_take_is_said():
    assert said(chalice({"iam_policy_file": "p.json"}), ".chalice/config.json", 3, "autogen_policy is false")


def test_a_route_whose_path_the_source_does_not_tell_is_said():
    app = ROUTE + "\n\n@app.route(PATH)\ndef other():\n    return {}\n"
    assert said(chalice(app=app), "app.py", 10, "path of a route")


def test_syntax_that_is_not_understood_is_said():
    assert said(chalice(app=ROUTE + "\n@app.route(\n"), "app.py", 9, "syntax")


def test_a_source_that_nests_too_deeply_is_said():
    assert said(chalice(app=ROUTE + "x = " + "[" * 200 + "]" * 200), "app.py", 8, "deeper than 100")


def test_routes_under_a_condition_and_with_a_named_path_are_seen():
    app = ROUTE + 'if True:\n\n    @app.route(path="/more", methods=["PUT"])\n    def more():\n        return {}\n'
    assert {(r.method, r.path) for r in app_of(chalice(app=app)).routes} == {("GET", "/"), ("PUT", "/more")}


def test_many_conditions_after_each_other_are_no_fault():
    branches = "".join("elif b:\n    pass\n" for _ in range(3000))
    assert {r.path for r in app_of(chalice(app=f"{ROUTE}if a:\n    pass\n{branches}")).routes} == {"/"}


def test_blueprints_of_the_same_name_have_their_own_prefixes():
    app = (
        "from chalice import Chalice\nfrom chalicelib.a import routes as first\nfrom chalicelib import b\n"
        'app = Chalice()\napp.register_blueprint(first, url_prefix="/a")\napp.register_blueprint(b.routes, url_prefix="/b")\n'
    )
    one = 'from chalice import Blueprint\nroutes = Blueprint(__name__)\n\n\n@routes.route("/x")\ndef x():\n    return {}\n'
    files = chalice(app=app) | {f"chalicelib/{name}.py": one for name in ("__init__", "a", "b")}
    files["chalicelib/__init__.py"] = ""
    assert {r.path for r in app_of(files).routes} == {"/a/x", "/b/x"}


def test_an_authorizer_is_known_by_its_function_whatever_its_name():
    app = (
        ROUTE.replace('"/"', '"/", authorizer=check')
        + '\n\n@app.authorizer(name="Door")\ndef check(request):\n    pass\n'
    )
    (route,) = app_of(chalice(app=app)).routes
    assert route.auth is AuthKind.LAMBDA


def zappa(**settings):
    """Settings of one stage, each on a line of its own, from the second one on."""
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in settings.items())
    return {"zappa_settings.json": f'{{"dev": {{\n{lines}}}}}'}


ASTRAY = {
    "attach_policy": ("/etc/policy.json", "outside the root"),
    "app_function": ("web.main.app", "is not here"),
    "authorizer": ("mine", "not a mapping"),
    "cors": (3, "not true or false"),
    "environment_variables": ([], "not a mapping"),
    "events": ([{"function": "f"}], "an event without"),
    "extends": ("none", "is no stage"),
    "iam_authorization": ("yes", "not true or false"),
    "memory_size": ("512", "not a number"),
    "role_arn": (3, "not a text"),
    "vpc_config": (3, "not a mapping"),
}


@pytest.mark.parametrize("name", ASTRAY)
def test_a_setting_of_zappa_that_is_not_followed_is_said(name):
    value, reason = ASTRAY[name]
    assert said(zappa(**{name: value}), "zappa_settings.json", 2, reason)


def test_who_may_call_is_not_guessed_where_the_authorizer_is_not_understood():
    assert {route.auth for route in app_of(zappa(authorizer="mine")).routes} == {AuthKind.UNKNOWN}


def test_stages_that_extend_each_other_in_a_circle_are_said():
    files = {"zappa_settings.json": '{"a":\n{"extends": "b"}, "b":\n{"extends": "a"}}'}
    assert said(files, "zappa_settings.json", 3, "in turn")


def test_settings_of_zappa_in_python_are_named_unless_what_they_are_made_of_is_there():
    assert said({"zappa_settings.py": "APP = 1\n"}, "zappa_settings.py", 1, "not read")
    both = zappa() | {"zappa_settings.py": "APP = 1\n"}
    assert not {note for note in notes(both) if note[0] == "zappa_settings.py"}
