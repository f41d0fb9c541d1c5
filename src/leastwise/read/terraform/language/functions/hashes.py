"""Functions for hashes. What is drawn by lot or needs a private key is not known.

https://developer.hashicorp.com/terraform/language/functions/sha256 and those beside it
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from typing import Any, NoReturn

from leastwise.model.value import Unknown
from leastwise.read.terraform.language.function import Function
from leastwise.read.terraform.language.values import Failed, NotKnown


def digest(algorithm: str, data: bytes, base64: bool = False) -> str:
    """The hash of some bytes, hexadecimal or in base64."""
    found = hashlib.new(algorithm, data, usedforsecurity=False)
    return b64encode(found.digest()).decode() if base64 else found.hexdigest()


def _hash(algorithm: str, base64: bool = False) -> Function:
    return Function(lambda given: digest(algorithm, given.encode("utf-8", "surrogatepass"), base64), "text")


def _uuidv5(namespace: str, name: str) -> str:
    import uuid

    try:
        known = getattr(uuid, f"NAMESPACE_{namespace.upper()}") if namespace in ("dns", "oid", "url", "x500") else None
        return str(uuid.uuid5(known or uuid.UUID(namespace), name))
    except ValueError as error:
        raise Failed("the namespace is no UUID") from error


def _unknown(reason: str) -> Any:
    def run(*_: Any) -> NoReturn:
        raise NotKnown(Unknown(reason))

    return run


FUNCTIONS = {
    "base64sha256": _hash("sha256", base64=True),
    "base64sha512": _hash("sha512", base64=True),
    "bcrypt": Function(_unknown("a hash with a random salt"), "text whole?"),
    "md5": _hash("md5"),
    "rsadecrypt": Function(_unknown("what a private key would decrypt"), "text text"),
    "sha1": _hash("sha1"),
    "sha256": _hash("sha256"),
    "sha512": _hash("sha512"),
    "uuid": Function(_unknown("a random UUID")),
    "uuidv5": Function(_uuidv5, "text text"),
}
