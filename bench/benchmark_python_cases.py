"""The OWASP Benchmark for Python as an application of Lambda functions, written to a folder of the caller's.

A case of the benchmark is a Flask view; here its body is a handler of the same file. Whatever it asks of Flask's
request is asked of the event of API Gateway, and what the view returns becomes the answer. The helper modules are
treated in the same way, so that flows through them stay. Nothing of the benchmark is kept in this project.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

from __future__ import annotations

import ast
import csv
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

# What Flask's request gives, of the two forms of events: both have the body; several values of one name are in the
# older form, the query as it was sent and the cookies one by one in the newer.
_SOURCES = {
    "args.get": '({e}.get("queryStringParameters") or {{}}).get',
    "args.getlist": '({e}.get("multiValueQueryStringParameters") or {{}}).get',
    "form.get": 'dict(urllib.parse.parse_qsl({e}["body"])).get',
    "form.getlist": 'urllib.parse.parse_qs({e}["body"]).get',
    "form.keys": 'urllib.parse.parse_qs({e}["body"]).keys',
    "cookies.get": '{{one.partition("=")[0]: one.partition("=")[2] for one in {e}.get("cookies") or []}}.get',
    "headers.get": '{e}["headers"].get',
    "headers.getlist": '{e}["multiValueHeaders"].get',
    "headers.get_all": '{e}["multiValueHeaders"].get',
    "headers.keys": '{e}["headers"].keys',
    "path": '{e}["{path}"]',
    "query_string": '{e}["rawQueryString"].encode()',
    "stream": '{e}["body"]',
}
_NEWER = ("cookies", "query_string")
_LISTS = ("getlist", "get_all")
_ANSWER = '{{"statusCode": {status}, "headers": {headers}, "body": {body}}}'
_PAGE = '{"Content-Type": "text/html; charset=utf-8"}'


@dataclass
class Case:
    """A case of the benchmark: its name, kind (`sqli`) and whether it is vulnerable."""

    name: str
    kind: str
    vulnerable: bool


def cases(benchmark: Path) -> Iterator[Case]:
    """The cases with what is expected of them.

    Raises:
        OSError: the folder has no list of them.
    """
    listed = next(benchmark.glob("expectedresults-*.csv"), None)
    if listed is None:
        raise FileNotFoundError(f"{benchmark} is no checkout of BenchmarkPython: it has no expectedresults-*.csv")
    with listed.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            if not row[0].startswith("#"):
                yield Case(row[0], row[1], row[2] == "true")


def write(benchmark: Path, folder: Path, chosen: list[Case]) -> None:
    """Write the cases with their helpers and a template: one package of each kind."""
    for kind in {case.kind for case in chosen}:
        helpers = folder / "src" / kind / "helpers"
        shutil.copytree(benchmark / "helpers", helpers)
        for helper in helpers.glob("*.py"):
            helper.write_text(_helper(helper.read_text(encoding="utf-8")), encoding="utf-8")
    resources: dict[str, object] = {}
    for case in chosen:
        text = (benchmark / "testcode" / f"{case.name}.py").read_text(encoding="utf-8")
        handler, newer = _handler(text)
        (folder / "src" / case.kind / f"{case.name}.py").write_text(handler, encoding="utf-8")
        resources[case.name] = _function(case, "HttpApi" if newer else "Api")
    template = {"Transform": "AWS::Serverless-2016-10-31", "Resources": resources}
    (folder / "template.json").write_text(json.dumps(template, indent=1), encoding="utf-8")


def _function(case: Case, api: str) -> Mapping[str, object]:
    route = {"Type": api, "Properties": {"Path": f"/{case.kind}/{case.name}", "Method": "post"}}
    code = {"Runtime": "python3.13", "Handler": f"{case.name}.handler", "CodeUri": f"src/{case.kind}/"}
    return {"Type": "AWS::Serverless::Function", "Properties": {**code, "Events": {"Route": route}}}


def _handler(text: str) -> tuple[str, bool]:
    """The view of a case that has the request as a handler; whether it takes events of the newer form."""
    tree = ast.parse(text)
    views = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.endswith("_post")]
    view = views[-1]
    newer = any(isinstance(node, ast.Attribute) and node.attr in _NEWER for node in ast.walk(view))
    body = _Answers().through([_Requests(newer).visit(statement) for statement in view.body])
    handler = ast.parse("def handler(event, context):\n    pass").body[0]
    assert isinstance(handler, ast.FunctionDef)
    handler.body = body
    imports = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    kept = [node for node in imports if not (isinstance(node, ast.ImportFrom) and node.module == "flask")]
    return _written([*ast.parse("import urllib.parse").body, *kept, handler]), newer


def _helper(text: str) -> str:
    tree = _Requests(newer=False).visit(ast.parse(text))
    kept = [node for node in tree.body if not (isinstance(node, ast.Import) and node.names[0].name == "flask")]
    return _written([*ast.parse("import urllib.parse").body, *kept])


def _written(body: list[ast.stmt]) -> str:
    return ast.unparse(ast.fix_missing_locations(ast.Module(body, []))) + "\n"


class _Requests(ast.NodeTransformer):
    """Flask's request as the event."""

    def __init__(self, newer: bool) -> None:
        self.path = "rawPath" if newer else "path"

    def visit_Call(self, node: ast.Call) -> ast.AST:
        several = isinstance(node.func, ast.Attribute) and node.func.attr in _LISTS and self._source(node.func)
        self.generic_visit(node)
        if several:
            node.args.append(ast.List([], ast.Load()))
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        found = self._source(node)
        if found is not None:
            return found
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name("event", node.ctx) if node.id == "request" else node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return ast.arg("event") if node.arg == "request" else ast.arg(node.arg)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        if node.value is None:
            return None
        return self.generic_visit(node)

    def _source(self, node: ast.Attribute) -> ast.expr | None:
        for name, written in _SOURCES.items():
            outer: ast.expr = node
            for step in reversed(name.split(".")):
                if not isinstance(outer, ast.Attribute) or outer.attr != step:
                    break
                outer = outer.value
            else:
                if isinstance(outer, ast.Name) and outer.id == "request":
                    event = "event"
                elif isinstance(outer, ast.Attribute) and outer.attr == "request":
                    event = ast.unparse(outer)
                else:
                    continue
                return ast.parse(written.format(e=event, path=self.path), mode="eval").body
        return None


class _Answers(ast.NodeTransformer):
    """What a view returns as an answer of API Gateway; functions within it return what they did."""

    def through(self, body: list[ast.stmt]) -> list[ast.stmt]:
        return [self.visit(statement) for statement in body]

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        return node

    def visit_Import(self, node: ast.Import) -> ast.AST:
        return ast.Pass() if node.names[0].name == "flask" else node

    def visit_Return(self, node: ast.Return) -> ast.AST:
        given = node.value
        if isinstance(given, ast.Call) and ast.unparse(given.func) in ("flask.redirect", "redirect"):
            address = ast.unparse(given.args[0])
            answer = _ANSWER.format(status=302, headers=f'{{"Location": {address}}}', body='""')
        else:
            body = '""' if given is None else ast.unparse(given)
            answer = _ANSWER.format(status=200, headers=_PAGE, body=body)
        return ast.Return(ast.parse(answer, mode="eval").body)
