"""The applications that the examples of these rules stand in: a function that an API or an agent calls."""

from leastwise.rules.rule import Example

_FUNCTION = """
            Resources:
              Items:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: RUNTIME
                  Handler: app.handler
                  CodeUri: src/
"""
_API = """
                  Events:
                    Post: {Type: HttpApi, Properties: {Method: post, Path: /items}}
"""
TOOL = """
              Agent:
                Type: AWS::Bedrock::Agent
                Properties:
                  AgentName: clerk
                  ActionGroups: [{ActionGroupName: items, ActionGroupExecutor: {Lambda: !GetAtt Items.Arn}}]
"""
"""In place of the API: the function is a tool of an agent."""


def python(code: str, called: str = _API) -> Example:
    """A function in Python."""
    return Example.sam(_template("python3.13", called), files={"src/app.py": code})


def javascript(code: str, called: str = _API) -> Example:
    """A function in JavaScript, as an ES module."""
    return Example.sam(_template("nodejs22.x", called), files={"src/app.mjs": code})


def _template(runtime: str, called: str) -> str:
    return _FUNCTION.replace("RUNTIME", runtime).rstrip() + called
