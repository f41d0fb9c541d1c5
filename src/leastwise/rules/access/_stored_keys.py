"""Access keys in CI configuration: kept by the CI system, or written down."""

from __future__ import annotations

import re
from collections.abc import Iterator

from leastwise.model.resource import Property, Resource
from leastwise.model.value import Map, Seq

_NAMES = frozenset({"aws_access_key_id", "aws_access_key", "aws_secret_access_key", "aws_secret_key"})

# Words in the name of a stored value that say that it is no key of AWS, or not one that lasts.
_OTHERS = (
    r"(?<![a-z0-9])(r2|cloudflare|minio|spaces|digitalocean|backblaze|b2|wasabi|scaleway|scw|hetzner|ovh|linode|"
    r"localstack|session|sts|temp|temporary|assumed|oidc|dummy|fake|mock)(?![a-z0-9])"
)
_KEY = r"(?<![A-Z0-9])AKIA[A-Z0-9]{16}(?![A-Z0-9])"

# How a value that the CI system keeps is written. `steps` and `env` are what earlier steps have left there.
_STORED = {
    "github": r"\$\{\{.*\b(secrets|vars)\s*[.\[]",
    "gitlab": r"^\$",
    "bitbucket": r"^\$",
    "circleci": r"^\$|^<<|^[A-Z][A-Z0-9_]+$",
    "azure": r"^\$[({]",
}
_CODEBUILD = ("parameter-store", "secrets-manager")

# https://www.jenkins.io/doc/pipeline/steps/credentials-binding/ and https://plugins.jenkins.io/pipeline-aws/
_JENKINS = (
    r"AmazonWebServicesCredentialsBinding|withAWS\(.*\bcredentials\s*:|\baws\(.*\bcredentialsId\s*:|"
    r"AWS_(SECRET_)?ACCESS_KEY(_ID)?\s*=\s*credentials\("
)

_MOST = 100_000
"""Values of a file that are looked at."""

_LONGEST = 2_000
"""Characters of a text that are looked at: what comes after them is no reference to a key."""


def is_literal(place: Property) -> bool:
    """Whether a place holds a key itself. Keys in the examples of AWS end in EXAMPLE.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
    """
    found = re.search(_KEY, place.value[:_LONGEST]) if isinstance(place.value, str) else None
    return found is not None and not found[0].endswith("EXAMPLE")


def stored_keys(workflow: Resource) -> Iterator[Property]:
    """The places where a workflow gets an access key that lasts, in the order of the file."""
    kind = workflow["Provider"].text() or ""
    for line in workflow["Lines"].items():
        if re.search(_JENKINS, line.value[:_LONGEST]) or is_literal(line):
            yield line
    ahead = [workflow["Documents"]]
    for _ in range(_MOST):
        if not ahead:
            return
        place = ahead.pop()
        value = place.value
        if isinstance(value, Map) and not _lasts_not(value):
            yield from _in(place, value, kind)
        ahead.extend(reversed([p for p in place.items() if isinstance(p.value, (Map, Seq))]))


def _in(place: Property, value: Map, kind: str) -> Iterator[Property]:
    """The keys among the entries of a mapping, or in the one entry that a `name` and a `value` make."""
    if _plain(value.get("name")) in _NAMES:
        if _is_stored(place["value"], kind):
            yield place["value"]
        return
    for key in value:
        item = place[(key,)]
        if _plain(key) in _NAMES and _is_stored(item, kind):
            yield item


def _is_stored(place: Property, kind: str) -> bool:
    text = place.value[:_LONGEST] if isinstance(place.value, str) else ""
    if is_literal(place):
        return True
    pattern = _STORED.get(kind)
    kept = re.search(pattern, text) is not None if pattern else bool(text) and any(s in place.path for s in _CODEBUILD)
    return kept and not re.search(_OTHERS, _plain(text).replace("_", " "))


def _lasts_not(value: Map) -> bool:
    """Whether what stands beside says that the keys are temporary, or for some other service that speaks like S3."""
    names = {_plain(key): item for key, item in value.items()}
    return any(
        item not in (None, "") and ("session_token" in name or "endpoint" in name or name == "role_arn")
        for name, item in names.items()
    )


def _plain(name: object) -> str:
    return name.lower().replace("-", "_") if isinstance(name, str) else ""
