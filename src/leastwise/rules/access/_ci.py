"""CI systems that take roles by their identity tokens.

The table is `data/ci_providers.json`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from leastwise.iam.pattern import matches
from leastwise.iam.reach import text_of
from leastwise.model.application import Application
from leastwise.model.graph import Statement
from leastwise.model.record import record
from leastwise.read.graph.policies import condition_keys
from leastwise.read.tables import table


@record
class Provider:
    """The identity provider of a CI system.

    Attributes:
        issuer: address without `https://`, with a `*` where a part of it names the customer.
        who: what gets tokens from it, for people.
        shared: whether the address is the same for every customer.
        owners: what stands in `sub` before what says whose token it is.
        open: what stands there before what everybody can choose.
        claims: those besides `sub` that say whose token it is.
        optional: those of them that not every token has.
    """

    issuer: str
    name: str
    who: str
    shared: bool
    owners: tuple[str, ...]
    open: tuple[str, ...]
    claims: tuple[str, ...]
    optional: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def _providers() -> tuple[Provider, ...]:
    found = table(__file__, "ci_providers")["providers"]
    return tuple(
        Provider(
            p["issuer"],
            p["name"],
            p["who"],
            p["shared"],
            tuple(p["owners"]),
            tuple(p.get("open", ())),
            tuple(p["claims"]),
            tuple(p.get("optional", ())),
        )
        for p in found
    )


def trusted(app: Application, statement: Statement) -> Iterator[tuple[Provider, str]]:
    """The CI systems that a statement of a trust policy lets in, each with its address as it begins condition keys.

    Where the principal is not known, the keys of the condition tell.
    """
    for principal in statement.principals:
        if principal.kind != "Federated":
            continue
        written = app.referenced(principal.value, "AWS::IAM::OIDCProvider")
        text = text_of(written.get("Url") if written is not None else principal.value) or ""
        issuer = text.rpartition("oidc-provider/")[2].removeprefix("https://").rstrip("/").lower()
        issuers = [issuer] if issuer.strip("\0") else _tested(statement)
        for name in dict.fromkeys(issuers):
            known = [provider for provider in _providers() if matches(provider.issuer, name)]
            yield from ((provider, name) for provider in known[:1])


def _tested(statement: Statement) -> list[str]:
    return [key.rpartition(":")[0] for _, key, _ in condition_keys(statement)]
