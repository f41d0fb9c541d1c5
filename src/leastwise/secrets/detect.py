"""Whether a named literal is a secret: by its shape, or because its name promises one and its value could be it."""

from __future__ import annotations

import re
from functools import lru_cache

from leastwise.model.names import words_in
from leastwise.read.tables import table

# A name promises a secret when these are its last words: what follows them says what it really is (`TOKEN_URL`).
_LAST = frozenset(
    "password passwd passphrase passcode pwd pass pw secret token apikey secretkey accesskey privatekey credential "
    "credentials apitoken authtoken accesstoken dbpassword dbpass userpassword masterpassword webhooksecret "
    "clientsecret jwtsecret".split()
)
# `key` promises one only after these.
_KEYS = frozenset(
    "api secret access private encryption signing master auth license admin service shared jwt "
    "anthropic cohere deepseek groq mailchimp mailgun mistral openai openrouter paystack pinecone postmark razorpay "
    "resend sendgrid stripe supabase twilio".split()
)
"""Kinds of keys that are secret, and those who give out such keys; `role` with `service` before it is another."""

# Words at the end that change nothing.
_FILLERS = frozenset("value default literal plain plaintext string text old new current prod dev test staging".split())
# A token that is no secret: it counts or pages, or it is the thing's name.
_NOT_BEFORE = {
    "token": frozenset("max min next page pagination continuation sync csrf start end num".split()),
    "pass": frozenset("by two multi first second".split()),
    "secret": frozenset("db database rds aurora redis sm secretsmanager manager mysql postgres".split()),
}

# Expressions are texts here: they are compiled on first use, and most scans need few of them.
_PLACEHOLDER = r"""(?ix) ^(?:
        [<\[({%$].* | .*[>\])}%]            # <token>, [token], {{token}}, ${TOKEN}
      | (?:x|\*|\.|-|_|0|\#|\?){3,}         # xxx, ***, ...
      | .*(?:x{4,}|\*{4,})                 # AIzaXXXX
      | .*(?:change|replace|fill|insert|update|set|put|enter|add|configure|provide)[-_\s]*
          (?:me|this|it|in|here|with|your|later|at|your.*|the.*)$
      | .*\b(?:your|my)[-_\s].*(?:here|key|token|secret|password)
      | .*(?:placeholder|dummy|example|redacted|sample|todo|tbd|fixme|not[-_\s]?set|unset|undefined|not[-_\s]?used).*
      | none | null | nil | n/?a | empty | default | true | false | yes | no | on | off | enabled | disabled
      | (?:milli)?seconds? | minutes? | hours? | days? | weeks? | months? | years?
    )$"""
_LONGEST_PLACEHOLDER = 100
_REFERENCE = r"""(?ix) ^(?:
        arn:.* | \{\{resolve:.* | ssm:.* | secretsmanager:.* | vault:.* | kms:.* | s3://.*
      | /[\w./{}$-]*                        # a path, mostly a parameter's name
      | [a-z][a-z0-9+.-]*://.*              # an address; one with a password has a shape of its own
      | [\w.-]+\.(?:json|ya?ml|pem|txt|env|key|crt|cer|p12|jks)
    )$"""


# How names of secrets end, before a value. Each begins with plain letters: that is found much faster than a choice.
_ENDS = {
    "pass": "(?:word|wd|code|phrase)?",
    "pwd": "",
    "pw": "",
    "secret": "(?:string|key)?",
    "token": "",
    "credential": "s?",
}
_BEFORE_KEY = (*sorted(_KEYS), "account", "service_role", "service-role", "servicerole")
_VALUE = rf"""(?:[_-]?(?:{"|".join(sorted(_FILLERS))}|[0-9]+))*["']?\s*[:=]"""
_FOUND_ABOVE = ("://", "=")
"""What marks connection strings, which are seen by their names and their addresses."""

_ADDRESS = r"://[^\s/:@?#]{0,100}:[^\s@{}$<>]{1,200}@"


@lru_cache(maxsize=1)
def _shapes() -> list[tuple[str, str, str]]:
    return [(what, prefix, shape) for what, prefix, shape in table(__file__, "shapes")["shapes"]]


_compiled = lru_cache(maxsize=256)(re.compile)


def suspicious(text: str) -> bool:
    """Whether a file may hold a secret at all: a look at the whole of it that is much faster than one at each value."""
    low = text.lower()
    if any(word in low and re.search(word + end + _VALUE, low) for word, end in _ENDS.items()):
        return True
    for found in re.finditer("key" + _VALUE, low) if "key" in low else ():
        start = found.start()
        if low.endswith(_BEFORE_KEY, 0, start - 1 if low[start - 1 : start] in ("_", "-") else start):
            return True
    if "://" in text and re.search(_ADDRESS, text):
        return True
    shapes = ((prefix, shape) for _, prefix, shape in _shapes() if prefix not in _FOUND_ABOVE and prefix in text)
    return any(len(prefix) > 3 or _compiled(shape).search(text) for prefix, shape in shapes)


@lru_cache(maxsize=4096)
def secret_shape(text: str) -> str | None:
    """What kind of secret a text is or holds, by its shape alone: `a GitHub token`. Placeholders are none."""
    if len(text) < 8 or len(text) > 20_000:
        return None
    for what, prefix, shape in _shapes():
        found = _compiled(shape).search(text) if prefix in text else None
        if found is not None:
            part = found.groupdict().get("secret") or found[0]
            if not is_placeholder(part) and "EXAMPLE" not in text:
                return what
    return None


def is_placeholder(text: str) -> bool:
    """Whether a text only keeps the place of a value: empty, `<token>`, `changeme`, `xxxx`, a boolean."""
    text = text.strip()
    return not text or (len(text) <= _LONGEST_PLACEHOLDER and re.match(_PLACEHOLDER, text) is not None)


@lru_cache(maxsize=4096)
def promises_secret(name: str) -> bool:
    """Whether a name says that its value is a secret: `DB_PASSWORD`, `apiKey`; not `TOKEN_URL`, `TABLE_KEY`."""
    found = words_in(name)
    while len(found) > 1 and (found[-1] in _FILLERS or found[-1].isdigit()):
        found.pop()
    if not found:
        return False
    last, before = found[-1], found[-2] if len(found) > 1 else ""
    if last == "key":
        return before in _KEYS or found[-3:-1] == ["service", "role"]
    return last in _LAST and before not in _NOT_BEFORE.get(last, ())


def could_be_secret(name: str, text: str) -> bool:
    """Whether a text under a name that promises a secret can be one, and no placeholder, reference or name of one."""
    text = text.strip()
    if is_placeholder(text) or re.match(_REFERENCE, text):
        return False
    if words_in(name)[-1:] == ["secret"] or len(words_in(name)) == 1:
        return _value_rather_than_name(text)
    return " " not in text or len(text) > 40


def _value_rather_than_name(text: str) -> bool:
    """`prod/orders/db` and `orders-db-secret` name a secret that lies elsewhere; `s3cr3t!` and `my-jwt-42` are one."""
    return re.fullmatch(r"[A-Za-z]+(?:[-_/.][A-Za-z]+)+", text) is None
