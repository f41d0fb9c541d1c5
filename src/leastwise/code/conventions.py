"""What handlers look like: what people call them, and which arguments they take.

https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html
https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
"""

from __future__ import annotations

import re

from leastwise.code.vendored import VENDOR_FOLDERS

_TESTS = re.compile(r"(?:^|/)(?:tests?|__tests__|cdk\.out)/|(?:^|/)(?:test_[^/]*|conftest)\.py$|\.(?:test|spec|d)\.")

_EVENT = r"\(\s*_{0,2}(?:event|evt|e|request|_)\b[^,()]{0,80}(?:\[[^\]]*\])?[^,()]{0,20},\s*_{0,2}(?:context|ctx|c|_)\b"
_PYTHON = (
    re.compile(rf"^(?:async )?def (\w+){_EVENT}", re.MULTILINE),
    re.compile(r"^(lambda_handler|handler)\s*=", re.MULTILINE),
    re.compile(r"^def (lambda_handler|handler)\(", re.MULTILINE),
)
_NAMED = r"(?:handler|main|run|\w*[hH]andler)"
_SCRIPT = (
    re.compile(rf"^(?:module\.)?exports\.({_NAMED})\s*=", re.MULTILINE),
    re.compile(
        r"^(?:module\.)?exports\.(\w+)\s*=\s*(?:async\s*)?(?:function\b[^(\n]*)?\(\s*_?(?:event|evt)\b", re.MULTILINE
    ),
    re.compile(rf"^export\s+(?:const|let|var|(?:async\s+)?function\*?)\s+({_NAMED})\b", re.MULTILINE),
    re.compile(r"^export\s+(?:async\s+)?function\s+(\w+)\s*\(\s*_?(?:event|evt)\b", re.MULTILINE),
    re.compile(r"^export\s+const\s+(\w+)\b[^=\n]*=\s*(?:async\s*)?\(?\s*_?(?:event|evt)\b", re.MULTILINE),
    re.compile(rf"^export\s*\{{[^}}]*?\b(?:as\s+)?({_NAMED})\s*[,}}]", re.MULTILINE),
    re.compile(rf"^module\.exports\s*=\s*\{{[^}}]*?\b({_NAMED})\s*[,:}}(]", re.MULTILINE),
    re.compile(r"^export\s+(default)\s+(?:async\s+)?(?:function\b[^(\n]*)?\(\s*_?(?:event|evt)\b", re.MULTILINE),
)


def handlers_in(text: str, language: str) -> tuple[str, ...]:
    """The names in a file that look like handlers, in the order in which they stand."""
    found: dict[str, int] = {}
    for pattern in _PYTHON if language == "python" else _SCRIPT:
        for match in pattern.finditer(text):
            found.setdefault(match[1], match.start())
    return tuple(sorted(found, key=lambda name: found[name]))


def is_code(path: str) -> bool:
    """Whether a file may be deployed: it is no test, and not of other people."""
    return not _TESTS.search(path) and VENDOR_FOLDERS.isdisjoint(path.split("/"))
