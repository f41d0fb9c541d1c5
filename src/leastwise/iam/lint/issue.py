"""What a check finds, and the catalogue of what there is to find."""

from __future__ import annotations

from typing import Any

from leastwise.model.record import record
from leastwise.model.resource import Property
from leastwise.model.value import display
from leastwise.read.tables import table

PAGE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html"


@record
class Issue:
    """One thing that Access Analyzer would say about a policy.

    Attributes:
        code: Access Analyzer's own issue code, `INVALID_ACTION`.
        kind: `error`, `security-warning`, `warning` or `suggestion`.
        message: for people, with the names of what it is about.
        place: where the person wrote it; where something is missing, where it would stand.
        subject: what it is about, as text: an action, a key, an ARN. Empty where the place says it all.
    """

    code: str
    kind: str
    message: str
    place: Property
    subject: str = ""

    @property
    def url(self) -> str:
        """Where AWS explains the check."""
        own = catalogue()[self.code].get("page")
        if own is not None:
            return str(own)
        kind = "general-warning" if self.kind == "warning" else self.kind
        return f"{PAGE}#access-analyzer-reference-policy-checks-{kind}-{self.code.lower().replace('_', '-')}"


def catalogue() -> dict[str, dict[str, Any]]:
    """Issue code → `kind` and `message`; `absent` where no check looks for it, `page` where AWS explains it elsewhere.

    See `data/checks.json`.
    """
    found: dict[str, dict[str, Any]] = table(__file__, "checks")["checks"]
    return found


def issue(code: str, place: Property, subject: object = "", **words: object) -> Issue:
    """An issue with the text of the catalogue, its `{words}` filled in; `{subject}` is what it is about."""
    entry = catalogue()[code]
    text = display(subject)
    shown = {name: display(word) for name, word in words.items()}
    return Issue(code, entry["kind"], entry["message"].format(subject=text, **shown), place, text)


def hint(meant: str | None) -> str:
    """What a message ends in where one knows what was meant."""
    return f": did you mean {meant}?" if meant else ""
