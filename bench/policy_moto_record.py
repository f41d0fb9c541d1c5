"""A plugin of pytest: writes down what moto's evaluator is asked while moto's own tests run, and what it answers.

Used by `policy_moto.py`; runs in the environment of the peers. One JSON object a line, into the file that the variable
`POLICY_QUESTIONS` names.
"""

from __future__ import annotations

import functools
import json
import os
from typing import Any

from moto.iam import access_control

_inside: list[bool] = []


def _write(question: dict[str, Any]) -> None:
    question["test"] = os.environ.get("PYTEST_CURRENT_TEST", "").partition(" ")[0]
    with open(os.environ["POLICY_QUESTIONS"], "a", encoding="utf-8") as file:
        file.write(json.dumps(question) + "\n")


def _text(policy: Any) -> str:
    if isinstance(policy, str):
        return policy
    if isinstance(policy, dict):
        return policy["policy_document"]
    return next(version.document for version in policy.versions if version.is_default)


def _of_callers(check: Any) -> Any:
    """Questions about what a caller may do, by his policies and, where he takes a role, by whom it trusts."""

    @functools.wraps(check)
    def asked(self: Any, resource: str) -> None:
        question = {
            "action": self._action,
            "resource": resource,
            "caller": self._access_key.arn,
            "identity": [_text(policy) for policy in self._access_key.collect_policies()],
        }
        if self._is_assuming_role_operation(resource):
            role = self.backend.get_role_by_arn(resource)
            question["trust"] = role.assume_role_policy_document
            question["context"] = access_control.format_incoming_conditional_values(self._data)
        _inside.append(True)
        try:
            check(self, resource)
        except Exception:
            _write({**question, "moto": "denied"})
            raise
        finally:
            _inside.pop()
        _write({**question, "moto": "allowed"})

    return asked


def _of_policies(permitted: Any) -> Any:
    """Questions to one policy: that of a bucket."""

    @functools.wraps(permitted)
    def asked(self: Any, action: str, resource: str = "*", *rest: Any) -> Any:
        answer = permitted(self, action, resource, *rest)
        if not _inside:
            text = json.dumps(self._policy_json)
            _write({"action": action, "resource": resource, "policy": text, "moto": answer.name.lower()})
        return answer

    return asked


access_control.IAMRequestBase.check_action_permitted = _of_callers(access_control.IAMRequestBase.check_action_permitted)
access_control.IAMPolicy.is_action_permitted = _of_policies(access_control.IAMPolicy.is_action_permitted)
