"""Keys of the stores that code works on: whoever reads what is encrypted with a customer's key needs the key too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from leastwise.code.needs.need import CodeNeed
from leastwise.iam import wiring
from leastwise.iam.operations import encryption
from leastwise.iam.wiring.encryption import key_arn
from leastwise.model.application import Application
from leastwise.model.record import replace
from leastwise.model.value import Unknown
from leastwise.read.tables import table


def keys_of(app: Application, needs: Iterable[CodeNeed]) -> Iterator[CodeNeed]:
    """What the needs so far need of the keys of the stores that they are about."""
    types = table(wiring.__file__, "keys")["types"]
    found: dict[Any, CodeNeed] = {}
    for need in needs:
        for action in encryption(need.action):
            for value in need.resources:
                resource = app.referenced(value)
                paths = types.get(resource.type, ()) if resource is not None else ()
                place = next((resource[path] for path in paths if resource[path].present), None) if resource else None
                key = None if place is None else key_arn(app, place.value)
                if key is None:
                    continue
                key = "*" if isinstance(key, Unknown) else key
                known = found.get((action, key))
                if known is None:
                    found[action, key] = CodeNeed(action, (key,), "kms", need.because, None, need.optional)
                else:
                    because = tuple(dict.fromkeys((*known.because, *need.because)))
                    found[action, key] = replace(known, because=because, optional=known.optional and need.optional)
    yield from found.values()
