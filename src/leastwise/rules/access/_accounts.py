"""Whose AWS account a number is: the application's own, a known publisher's, or nobody's we know.

The table is `data/publishers.json`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache

from leastwise.iam.reach import text_of
from leastwise.model.application import Application
from leastwise.read.tables import table


@lru_cache(maxsize=1)
def _publishers() -> dict[str, str]:
    found = table(__file__, "publishers")["publishers"]
    return {account: publisher["name"] for publisher in found for account in publisher["accounts"]}


def publisher(account: str) -> str:
    """Who is known to publish from an account; empty where nobody is."""
    return _publishers().get(account, "")


def account_of(value: object) -> str:
    """The literal account in an ARN, in the address of an image, or a bare one; empty where there is none."""
    text = text_of(value) or ""
    parts = text.split(":", 5)
    account = parts[4] if len(parts) == 6 and parts[0] == "arn" else text.partition(".dkr.ecr.")[0]
    return account if len(account) == 12 and account.isdecimal() and account.isascii() else ""


def is_example(account: str) -> bool:
    """Whether it is a number that documents and examples give to one's own account: 123456789012, 111122223333, zeros.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
    """
    return account.startswith(("012345678", "123456789", "11112222")) or len(set(account)) == 1


def is_strange(account: str, own: Collection[str]) -> bool:
    """Whether an account is there and is neither an own one, nor a known publisher's, nor an example's."""
    return bool(account) and account not in own and not publisher(account) and not is_example(account)


def own_accounts(app: Application) -> set[str]:
    """The accounts that can only be the application's own: those of roles that its functions run with."""
    return set(_own(app)) - {""}


def _own(app: Application) -> Iterator[str]:
    for function in app.functions:
        yield account_of(function.resource.get("Role"))
    for role in app.roles:
        yield account_of(role.boundary)
    for mapping in app.resources("AWS::Lambda::EventSourceMapping"):
        yield account_of(mapping.get("EventSourceArn"))
    for permission in app.resources("AWS::Lambda::Permission"):
        yield account_of(permission.get("FunctionName"))
