"""What the extensions in a function's layers need, as far as the layers are AWS's and known by their names."""

from __future__ import annotations

from fnmatch import fnmatchcase

from leastwise.iam.reach import text_of
from leastwise.iam.wiring.need import Because, Collector
from leastwise.iam.wiring.sending import entries
from leastwise.model.resource import Resource
from leastwise.model.value import Unknown
from leastwise.read.tables import table


def use_layers(needs: Collector, resource: Resource) -> None:
    """Note what the layers of a function need.

    What an extension is asked for at run time (a secret, a parameter) is one resource that is not known here.
    """
    for place in resource["Layers"].each():
        name = layer_name(place.value)
        if not name:
            continue
        for row in table(__file__, "features")["layers"]:
            if fnmatchcase(name, row["layer"]):
                because = Because(place, f"the function runs with the extension {row['name']}")
                asked = Unknown(f"what is asked of {row['name']} is decided at run time")
                entries(needs, row["needs"], asked, "extension", because)


def layer_name(value: object) -> str:
    """The name of the layer in the ARN of one of its versions; empty where it is not known."""
    _, layer, rest = (text_of(value) or "").partition(":layer:")
    name = rest.partition(":")[0]
    return "" if not layer or "\0" in name else name
