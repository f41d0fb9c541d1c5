"""How small a policy is to be, and what it is to be guarded with."""

from __future__ import annotations

from leastwise.model.record import record


@record
class Options:
    """What a person may want otherwise.

    Attributes:
        keep_lists: an author's wildcard stays where it only finds out what there is: `Describe*`, `List*`.
        deny_delete: what deletes data is denied where nothing needs it, so that no other policy can allow it.
        boundary: ARN of the permissions boundary that every role is to have; empty for none.
    """

    keep_lists: bool = False
    deny_delete: bool = False
    boundary: str = ""


USUAL = Options()
