"""Who may call a route that an event makes: in the model a part of the API's definition, in SAM the event's `Auth`.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-apifunctionauth.html
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-httpapifunctionauth.html
"""

from __future__ import annotations

from typing import Any

from leastwise.fix.located import Places
from leastwise.fix.result import FileChange
from leastwise.fix.written import Spot
from leastwise.model.errors import PatchError
from leastwise.model.resource import Property
from leastwise.model.value import Map, is_true
from leastwise.patch.change import Set

_DEPTH = 4
"""Steps to an operation: `Body.paths.PATH.METHOD`."""


_IAM = "AWS_IAM"
_VALIDATOR = "x-amazon-apigateway-request-validator"
_SCHEMES = (("Body", "securityDefinitions"), ("Body", "components", "securitySchemes"))


def changes(places: Places, property: Property, value: Any) -> list[FileChange] | None:
    """What it takes to give something in the definition of an API a value; `None` where the author wrote that.

    Args:
        places: finds events and APIs.
        property: of an API.
        value: as in a definition.
    """
    path = property.path
    if property.resource.framework != "sam" or path[:1] != ("Body",):
        return None
    if len(path) == _DEPTH + 1 and path[1] == "paths" and path[-1] == "security":
        event = _event(places, property)
        return None if event is None else _authorized(places, event, property, value)
    if len(path) == _DEPTH + 1 and path[1] == "paths" and path[-1] == _VALIDATOR:
        event = _event(places, property)
        if event is not None:
            wanted = event.below("Properties", "RequestModel", "ValidateBody")
            return [wanted.change(Set(wanted.path, True))]
    words = places.wording(property)
    if path[:-1] in _SCHEMES and words is not None and ("Body",) not in words.names:
        return []  # SAM writes the schemes of what it makes of events
    return None


def _event(places: Places, property: Property) -> Spot | None:
    """The event that made the operation that a property belongs to."""
    operation = Property(property.resource, property.path[:_DEPTH])
    found = places.file(operation.span).entry(operation.span) if operation.present else None
    return found if found is not None and len(found.path) > 1 and found.path[-2] == "Events" else None


def _authorized(places: Places, event: Spot, property: Property, value: Any) -> list[FileChange]:
    """Let the event ask for an authorizer, and an HTTP API know IAM where it is that."""
    names = [name for entry in value for name in entry] if isinstance(value, list) else []
    if len(names) != 1:
        raise PatchError("an event asks for one authorizer")
    wanted = event.below("Properties", "Auth", "Authorizer")
    found = [wanted.change(Set(wanted.path, names[0]))]
    kind = event.raw.get("Type") if isinstance(event.raw, Map) and names[0] == _IAM else None
    if kind == "Api":
        found += _invoked_as_before(places, event, property)
    if kind == "HttpApi":
        words = places.wording(property)
        if words is None:
            raise PatchError(f"nothing in the template says who may call {property.resource.name}")
        known = words.base.below("Auth", "EnableIamAuthorizer")
        if not is_true(known.raw):
            found.append(known.change(Set(known.path, True)))
    return found


def _invoked_as_before(places: Places, event: Spot, property: Property) -> list[FileChange]:
    """The API goes on to invoke the function by itself, which SAM else changes together with the authorizer.

    By default SAM then lets it do so as the caller, who would have to be allowed to invoke the function past the API.
    """
    own, words = event.below("Properties", "Auth", "InvokeRole"), places.wording(property)
    said = [own, event.at(("Globals", "Api", "Auth", "InvokeRole"))]
    if words is not None:
        said.append(words.base.below("Auth", "InvokeRole"))
    return [] if any(spot.present for spot in said) else [own.change(Set(own.path, "NONE"))]
