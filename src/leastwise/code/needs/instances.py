"""The settings of one function put into what its code does: variables become values of the template, calls ARNs."""

from __future__ import annotations

from typing import Any

from leastwise.code.needs.frozen import Anything, Field, Joined, Stored, Variable
from leastwise.iam.wiring.arns import PSEUDO, arn_of, own_arn
from leastwise.iam.wiring.encryption import key_arn
from leastwise.model.application import Application
from leastwise.model.graph import Function
from leastwise.model.value import Concat, Parameter, Reference, Symbol, Unknown, concat

_PLACES = {"${Partition}": "Partition", "${Region}": "Region", "${Account}": "AccountId", "${AccountId}": "AccountId"}


class Starred(dict[Any, Any]):
    """A dictionary in which anything else may be, each of it anything."""

    def __contains__(self, key: object) -> bool:
        return True

    def __missing__(self, key: object) -> str:
        return "*"


class Instance:
    """A function: what variables are for it."""

    def __init__(self, app: Application | None, function: Function | None) -> None:
        self.app = app
        self.function = function
        value = None if function is None else function.environment.value
        self._variables: dict[str, Any] = value if isinstance(value, dict) else {}
        self._open = isinstance(value, Symbol)

    def variable(self, found: Variable) -> Any:
        """What a variable is for this function; `Unknown` where the template does not tell."""
        name = found.name
        if name in self._variables:
            value = self._variables[name]
            if isinstance(value, Unknown):
                about = [one for one in value.about if isinstance(one, Reference)]
                return Reference(about[0].resource, "Ref") if len(about) == 1 else value
            return value if isinstance(value, (str, int, Symbol)) else Unknown(f"what {name} is set to is no text")
        if name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
            return Parameter("AWS::Region")
        if name == "AWS_LAMBDA_FUNCTION_NAME":
            return Unknown("its name") if self.function is None else Reference(self.function.resource.key, "Ref")
        if name == "(invoked function)":
            return Unknown("its ARN") if self.function is None else own_arn(self.function.resource)
        if name in ("AWS_ACCOUNT_ID",):
            return Parameter("AWS::AccountId")
        if found.default is not ... and not self._open:
            return self.value(found.default)
        if self.function is None:
            return Parameter(name)
        return Unknown(f"the variable {name} is not set in the template")

    def field(self, found: Field) -> Any:
        """What a field of the event is, where only one thing can send it."""
        path = found.path
        unknown = Unknown(f"{'.'.join(('event', *path))} is decided by who calls")
        if (
            path[-3:] == ("s3", "bucket", "name")
            or path[-3:] == ("detail", "bucket", "name")
            or path == ("bucket_name",)
        ):
            bucket = self._sender("AWS::S3::Bucket")
            return unknown if bucket is None else Reference(bucket.key, "Ref")
        if path == ("SecretId",):
            secret = self._sender("AWS::SecretsManager::Secret")
            return unknown if secret is None else Reference(secret.key, "Ref")
        if path[-2:] == ("requestContext", "domainName"):
            api = self._sender("AWS::ApiGatewayV2::Api")
            return unknown if api is None else concat([Reference(api.key, "Ref"), ".execute-api"])
        return unknown

    def stored(self, name: Any) -> Any:
        """What a parameter of Systems Manager holds, where the template fills it."""
        for resource in self.app.resources("AWS::SSM::Parameter") if self.app is not None else ():
            own = resource.get("Name")
            same = isinstance(own, str) and isinstance(name, str) and own.strip("/") == name.strip("/")
            if (
                same
                or (isinstance(name, Reference) and name.resource == resource.key)
                or (isinstance(name, Symbol) and not isinstance(name, Unknown) and own == name)
            ):
                value = resource.get("Value")
                return value if isinstance(value, (str, Symbol)) else Unknown("it holds no text")
        return Unknown("it is stored in a parameter that the template does not fill")

    def _sender(self, type_: str) -> Any:
        found = {}
        for trigger in () if self.app is None or self.function is None else self.app.triggers_of(self.function):
            if trigger.resource is not None and trigger.resource.type == type_:
                found[trigger.resource.key] = trigger.resource
        return next(iter(found.values())) if len(found) == 1 else None

    def value(self, data: Any) -> Any:
        """Data with the variables put in; what is not known stays `Unknown`."""
        match data:
            case Variable():
                return self.variable(data)
            case Field():
                return self.field(data)
            case Stored(name):
                return self.stored(self.value(name))
            case Joined(parts):
                return concat([self.value(part) for part in parts])
            case Anything():
                made = Anything({self.value(key): self.value(item) for key, item in data.items()})
                return made
            case dict():
                return {self.value(key): self.value(item) for key, item in data.items()}
            case list():
                return [self.value(item) for item in data]
            case _:
                return data

    def starred(self, data: Any) -> Any:
        """The same, with `*` for what is not known: ARNs are made of it."""
        match data:
            case Variable() | Field() | Stored():
                found = self.value(data)
                return "*" if isinstance(found, Unknown) else found
            case Unknown():
                return "*"
            case Joined(parts):
                return _squeezed(concat([self.starred(part) for part in parts]))
            case Anything():
                return Starred({self.starred(key): self.starred(item) for key, item in data.items()})
            case dict():
                return {self.starred(key): self.starred(item) for key, item in data.items()}
            case list():
                return [self.starred(item) for item in data]
            case _:
                return data

    def arn(self, value: Any) -> Any:
        """An ARN as it stands in a policy: the resource of the application where it is one."""
        if isinstance(value, Unknown):
            return "*"
        parts = value.parts if isinstance(value, Concat) else (value,)
        made: list[Any] = []
        for part in parts:
            made += _pieces(part) if isinstance(part, str) else [part]
        whole = _squeezed(concat(made))
        if self.app is None:
            return whole
        last = whole.parts[-1] if isinstance(whole, Concat) else None
        if isinstance(last, Reference) and str(whole.parts[-2]).endswith((":secret:", ":function:", ":stateMachine:")):
            own = arn_of(self.app, last)  # what follows the type is a resource as a whole
            if isinstance(own, Reference):
                return own
        key = self._key(whole)
        if key is not None and not isinstance(key, Unknown):
            return key
        found = arn_of(self.app, whole)
        return self._by_name(whole) if found is whole else found

    def _called(self, type_: str, name: str) -> Any:
        """The only resource of a type with this name."""
        if self.app is None or not name:
            return None
        found = [one for one in self.app.resources(type_) if one.get("Name") == name]
        return found[0] if len(found) == 1 else None

    def _key(self, value: Any) -> Any:
        """The key behind its id or alias."""
        parts = value.parts if isinstance(value, Concat) else ()
        if self.app is None or len(parts) < 2 or not str(parts[-2]).endswith(":key/"):
            return None
        return key_arn(self.app, parts[-1]) if isinstance(parts[-1], Reference) else None

    def _by_name(self, value: Any) -> Any:
        """An ARN whose name is that of a resource of the application as people write it."""
        parts = value.parts if isinstance(value, Concat) else (value,)
        last = parts[-1]
        if not isinstance(last, str) or self.app is None:
            return value
        if last.endswith("-??????"):
            name = last.removesuffix("-??????").rpartition(":secret:")[2]
            secret = self._called("AWS::SecretsManager::Secret", name)
            return value if secret is None else own_arn(secret)
        head, mark, rest = last.rpartition(":schedule/")
        group = self._called("AWS::Scheduler::ScheduleGroup", rest.partition("/")[0]) if mark else None
        if group is not None:
            name = rest.partition("/")[2]
            return concat([*parts[:-1], head + mark, Reference(group.key, "Ref"), "/", name])
        return value


def _pieces(text: str) -> list[Any]:
    found: list[Any] = [text]
    for place, name in _PLACES.items():
        split: list[Any] = []
        for piece in found:
            if not isinstance(piece, str):
                split.append(piece)
                continue
            first, *others = piece.split(place)
            split.append(first)
            for other in others:
                split += [PSEUDO[name], other]
        found = split
    return found


def _squeezed(value: Any) -> Any:
    """Several `*` in a row are one."""
    if isinstance(value, str):
        while "**" in value:
            value = value.replace("**", "*")
        return value
    if isinstance(value, Concat):
        return concat([_squeezed(part) if isinstance(part, str) else part for part in value.parts])
    return value
