"""The settings of one function put into what its code does: variables become values of the template, calls ARNs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from leastwise.code.needs.arns import arn, database, squeezed
from leastwise.code.needs.derived import Derived, choices, worked_out
from leastwise.code.needs.frozen import Anything, Field, Joined, Reading, Stored, Variable
from leastwise.code.needs.hosts import endpoints
from leastwise.code.needs.parameters import defaults, with_parameters
from leastwise.code.needs.sent import sent
from leastwise.iam.filling import read
from leastwise.iam.wiring.arns import own_arn
from leastwise.model.application import Application
from leastwise.model.graph import Function
from leastwise.model.value import Parameter, Reference, Symbol, Unknown, concat


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
        self._defaults: dict[str, str] = {}

    def sets(self, name: str) -> bool:
        """Whether the template sets a variable."""
        return name in self._variables

    def variable(self, found: Variable) -> Any:
        """What a variable is for this function; `Unknown` where the template does not tell."""
        name = found.name
        if name in self._variables:
            value = self._variables[name]
            if isinstance(value, Unknown):
                about = [one for one in value.about if isinstance(one, Reference)]
                own = self.app.by_key.get(about[0].resource) if len(about) == 1 and self.app is not None else None
                if own is None and len(about) == 1:
                    return about[0]  # its name is made of this; see `leastwise.code.needs.arns`
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
        every = self.every(found)
        if len(every) == 1:
            return every[0]
        why = "is one of several values" if every else "is decided by who calls"
        return Unknown(f"{'.'.join(('event', *found.path))} {why}")

    def every(self, found: Any) -> list[Any]:
        """Everything that a field, or a text that is worked out, may be; nothing where that is not known."""
        if isinstance(found, Field) and self.app is not None and self.function is not None:
            return sent(self.app, self.function, found.path, self._defaults)
        if isinstance(found, Derived):
            of = self._variables.get(found.of.name) if isinstance(found.of, Variable) else None
            return worked_out(of if isinstance(of, (dict, list)) else self.value(found.of), found.steps)
        return []

    def choices(self, arguments: Any) -> Iterator[Any]:
        """The arguments of a call, once for each way in which the template decides them."""
        return choices(arguments, self.every)

    @cached_property
    def opened(self) -> Instance | None:
        """The same with the names of parameters where their defaults stand; `None` where none has any."""
        names = {} if self.app is None else defaults(self.app)
        if not names:
            return None
        made = Instance(self.app, self.function)
        made._variables = {**self._variables, **with_parameters(self._variables, names)}
        made._defaults = names
        return made

    def derived(self, found: Derived) -> Any:
        """A text that is worked out; `Unknown` where it is not one."""
        every = self.every(found)
        one = every[0] if len(every) == 1 else Unknown("one of several values")
        return one if isinstance(one, (str, int, Symbol)) else Unknown("it is no text")

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

    def value(self, data: Any) -> Any:
        """Data with the variables put in; what is not known stays `Unknown`."""
        match data:
            case Variable():
                return self.variable(data)
            case Field():
                return self.field(data)
            case Stored(name):
                return self.stored(self.value(name))
            case Derived():
                return self.derived(data)
            case Reading(of, how):
                return read(self.value(of), how)
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
            case Reading(of, how):
                return read(self.starred(of), how)
            case Variable() | Field() | Stored() | Derived():
                found = self.value(data)
                return "*" if isinstance(found, Unknown) else found
            case Unknown():
                return "*"
            case Joined(parts):
                return squeezed(concat([self.starred(part) for part in parts]))
            case Anything():
                return Starred({self.starred(key): self.starred(item) for key, item in data.items()})
            case dict():
                return {self.starred(key): self.starred(item) for key, item in data.items()}
            case list():
                return [self.starred(item) for item in data]
            case _:
                return data

    def endpoints(self, service: str) -> list[tuple[Sequence[str], Any]]:
        """The resources to whose addresses signed requests go: actions, if they are special ones, and ARN."""
        return [] if self.app is None else list(endpoints(self.app, service, self._variables.values()))

    def database(self, host: Any) -> Any:
        """What stands for a database in ARNs of `rds-db:connect`; see `leastwise.code.needs.arns`."""
        return database(self.app, host)

    def arn(self, value: Any) -> Any:
        """An ARN as it stands in a policy: the resource of the application where it is one."""
        return arn(self.app, value, self._defaults)
