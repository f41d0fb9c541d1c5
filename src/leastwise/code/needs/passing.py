"""Roles that are passed in what code sends, where nothing but the receiver understands it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from leastwise.code.needs.need import CodeNeed
from leastwise.model.value import Parameter, concat

_OPENSEARCH = frozenset({"aoss:APIAccessAll", "es:ESHttpPatch", "es:ESHttpPost", "es:ESHttpPut"})
_ANY_ROLE = concat(("arn:", Parameter("AWS::Partition"), ":iam::", Parameter("AWS::AccountId"), ":role/*"))


def passed_inside(needs: Iterable[CodeNeed]) -> Iterator[CodeNeed]:
    """The permission to pass a role that a request to OpenSearch may need: for a connector, for snapshots.

    https://docs.aws.amazon.com/personalize/latest/dg/domain-user-managed.html
    """
    found = [because for need in needs if need.action in _OPENSEARCH for because in need.because]
    if found:
        because = tuple(dict.fromkeys(found))
        yield CodeNeed("iam:PassRole", (_ANY_ROLE,), "pass-role", because, None, optional=True)
