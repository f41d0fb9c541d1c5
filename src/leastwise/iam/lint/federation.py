"""Roles for whoever an OpenID Connect provider vouches for.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
"""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.iam.lint.check import for_statement
from leastwise.iam.lint.issue import Issue, issue
from leastwise.iam.lint.policy import TRUST, Written
from leastwise.iam.pattern import has_wildcard
from leastwise.iam.reach import text_of
from leastwise.model.application import Application
from leastwise.model.value import Symbol

GITHUB = "token.actions.githubusercontent.com"

_BUILT_IN = frozenset({"cognito-identity.amazonaws.com", "accounts.google.com", "graph.facebook.com", "www.amazon.com"})
"""Providers that policies name without an ARN.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
"""

_SINGLE = _BUILT_IN | {GITHUB}
"""Providers whose `aud` is known to have one value."""


@for_statement("MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL", "MISSING_GITHUB_REPO_CONDITION_KEY", of="Principal")
def asks_for_no_claim(statement: Written, app: Application | None) -> Iterator[Issue]:
    """A provider is trusted, and no claim of its tokens is asked for; of GitHub's, none that says whose they are."""
    if statement.policy.kind != TRUST or statement.effect != "Allow" or not _known(statement):
        return
    asked = {test.low for test in statement.conditions}
    for place, kind, value in statement.principals("Principal"):
        issuer = _issuer(value, app) if kind == "Federated" else None
        if issuer is None:
            continue
        claims = {key.removeprefix(f"{issuer}:") for key in asked if key.startswith(f"{issuer}:")}
        if issuer == GITHUB:
            if not claims - {"aud"}:
                yield issue("MISSING_GITHUB_REPO_CONDITION_KEY", place, f"{GITHUB}:sub")
        elif not claims:
            yield issue("MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL", place, issuer)


@for_statement("SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED", of="Condition")
def wide_repository(statement: Written, app: Application | None) -> Iterator[Issue]:
    """A wildcard in the repository or branch whose builds get in."""
    if statement.policy.kind != TRUST or statement.effect != "Allow":
        return
    for test in statement.conditions:
        if test.low == f"{GITHUB}:sub" and test.operator in ("StringLike", "StringEquals"):
            for place, value in test.values():
                if has_wildcard(text_of(value) or ""):
                    yield issue("SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED", place, value)


@for_statement("CONFIRM_AUDIENCE_CLAIM_TYPE", "FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE", of="Condition")
def audience_as_list(statement: Written, app: Application | None) -> Iterator[Issue]:
    """`aud` taken for several values: of a provider that gives one, or of one of which that is not known."""
    for test in statement.conditions if statement.policy.kind == TRUST else ():
        host, _, claim = test.low.rpartition(":")
        if claim == "aud" and test.qualifier and "." in host:
            if host not in _SINGLE:
                yield issue("CONFIRM_AUDIENCE_CLAIM_TYPE", test.place, test.key)
            elif test.qualifier == "ForAnyValue" and statement.effect == "Allow":
                yield issue("FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE", test.place, test.key)


def _known(statement: Written) -> bool:
    """Whether all keys of the condition are there to see."""
    block = statement.value.get("Condition", {})
    return isinstance(block, dict) and not any(isinstance(keys, Symbol) for keys in block.values())


def _issuer(value: object, app: Application | None) -> str | None:
    """The address of an OpenID Connect provider in lower case, as condition keys have it; `None` where not known."""
    symbol = isinstance(value, Symbol)
    provider = app.referenced(value, "AWS::IAM::OIDCProvider") if app is not None and symbol else None
    if provider is not None:
        url = provider["Url"].text()
        return url.lower().partition("://")[2] if url and "://" in url else url.lower() if url else None
    text = (text_of(value) or "").lower()
    if text in _BUILT_IN:
        return text
    issuer = text.partition(":oidc-provider/")[2]
    return issuer if issuer and "\0" not in issuer else None
