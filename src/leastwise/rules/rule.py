"""What a rule is.

One rule is one class in one file under `rules/<area>/`; discovery finds it there. Everything about it is on the
class: from it come its tests, its documentation page and what `leastwise explain` prints.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from leastwise.model.application import Application
from leastwise.model.edit import Edit
from leastwise.model.finding import Confidence, Finding, FixSafety, Persona, Severity, Step
from leastwise.model.graph import Function
from leastwise.model.resource import Property

EXPECT = "leastwise: expect "
"""What stands in a comment before the rules that must fire on its line."""


class Example:
    """A small application that a rule must, or must not, fire on.

    Attributes:
        framework: what it is written in.
        at: dotted paths of the places where the rule must fire, as in the template (`Resources.Queue.Properties.X`);
            where the last part is absent, the finding is at its nearest existing parent. Empty for a good example.
        files: other files of the application: path → content. A line of code where a rule must fire says so itself:
            `os.system(text)  # leastwise: expect command-injection`.
    """

    __slots__ = ("_written", "at", "files", "framework")

    def __init__(self, framework: str, text: str, at: tuple[str, ...], files: Mapping[str, str]) -> None:
        self.framework = framework
        self._written = text
        self.at = at
        self.files = files

    @classmethod
    def sam(cls, text: str, *, at: str | tuple[str, ...] = (), files: Mapping[str, str] | None = None) -> Example:
        """A SAM template; the `Transform` line is added where it is missing."""
        return cls("sam", text, (at,) if isinstance(at, str) else at, files or {})

    @classmethod
    def cloudformation(
        cls, text: str, *, at: str | tuple[str, ...] = (), files: Mapping[str, str] | None = None
    ) -> Example:
        """A CloudFormation template."""
        return cls("cloudformation", text, (at,) if isinstance(at, str) else at, files or {})

    @property
    def marked(self) -> bool:
        """Whether lines of its code say that a rule fires there."""
        return any(EXPECT in text for text in self.files.values())

    @property
    def text(self) -> str:
        """The template. Made when it is asked for: a scan imports every rule and needs no example."""
        header = "Transform: AWS::Serverless-2016-10-31\n" if self.framework == "sam" else ""
        return ("" if "Transform:" in self._written else header) + _dedent(self._written)


def _dedent(text: str) -> str:
    lines = text.strip("\n").rstrip().split("\n")
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[margin:] for line in lines) + "\n"


class Option:
    """A setting of a rule: its default and what it means. The type of the default is the type it takes."""

    __slots__ = ("default", "help")

    def __init__(self, default: Any, help: str) -> None:
        self.default = default
        self.help = help


class Rule:
    """Base of every rule. The docstring's first line says in one sentence what goes wrong.

    Attributes:
        id: kebab-case, final.
        title: what is wrong, in a few words.
        why: why it matters, in Markdown.
        remediation: what to do, in Markdown, for template, console and command line where these differ.
        severity: by the rubric, before the application around it is looked at.
        confidence: how sure the rule is.
        persona: who wants to hear it.
        promoted: the milder persona that hears those of its findings that matter more (`finding(persona=…)`).
        cwe: weaknesses of the Common Weakness Enumeration, as `CWE-269`.
        references: standard → controls, and `aws` → documentation pages.
        fix: safety of the fix that the findings carry, where they do not say another one (`finding(fix=…)`).
        caution: one sentence for unsafe fixes: what may change, or what is left to do by hand, when one is made, where
            the findings do not say another one (`finding(caution=…)`).
        subsumes: rules whose findings inside the scope of a finding of this one become its notes.
        exposed: whether severity follows who can reach the function (`leastwise.rules.severity`).
        secret: whether secrets stand at its places, so that nothing of their content goes into a fingerprint.
        once: whether one finding stands for the whole application, because one edit mends all of it.
        options: settings by name; read with `self.option(name)`.
        bad: examples that it must fire on, exactly at their places.
        good: examples that it must not fire on.
    """

    id: ClassVar[str]
    title: ClassVar[str]
    why: ClassVar[str]
    remediation: ClassVar[str]
    severity: ClassVar[Severity]
    confidence: ClassVar[Confidence] = Confidence.HIGH
    persona: ClassVar[Persona] = Persona.REGULAR
    promoted: ClassVar[Persona | None] = None
    cwe: ClassVar[tuple[str, ...]] = ()
    references: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    fix: ClassVar[FixSafety] = FixSafety.NONE
    caution: ClassVar[str] = ""
    subsumes: ClassVar[tuple[str, ...]] = ()
    exposed: ClassVar[bool] = False
    secret: ClassVar[bool] = False
    once: ClassVar[bool] = False
    options: ClassVar[Mapping[str, Option]] = {}
    bad: ClassVar[Example | tuple[Example, ...]]
    good: ClassVar[Example | tuple[Example, ...]]

    def __init__(self, settings: Mapping[str, Any] | None = None) -> None:
        self._settings = dict(settings or {})

    def option(self, name: str) -> Any:
        """The value of a setting: the configured one, otherwise its default."""
        return self._settings.get(name, self.options[name].default)

    @classmethod
    def heard_by(cls) -> Persona:
        """The mildest persona that may hear any finding of it."""
        return cls.persona if cls.promoted is None else min(cls.persona, cls.promoted)

    def prepare(self, app: Application) -> None:
        """Called before any rule checks an application: to say what has to be looked for in its code."""

    def check(self, app: Application) -> Iterator[Finding]:
        """Yield what is wrong in this application. Values are concrete or symbols; a symbol compares as false."""
        raise NotImplementedError

    def finding(  # noqa: PLR0913 each is one fact about a finding, and all but two are given by name
        self,
        place: Property,
        message: str,
        *,
        scope: Property | None = None,
        functions: Iterable[Function] = (),
        severity: Severity | None = None,
        severity_reason: str = "",
        confidence: Confidence | None = None,
        trace: Iterable[Step] = (),
        persona: Persona | None = None,
        exposed: bool | None = None,
        edits: Iterable[Edit] = (),
        fix: FixSafety | None = None,
        caution: str = "",
    ) -> Finding:
        """A finding of this rule.

        Args:
            place: the property that is wrong, or that is missing.
            message: what is wrong here, with the names and numbers of this application.
            scope: what it is about when that is more than the place (the statement around an action): weaker findings
                inside it are subsumed.
            functions: the functions concerned, also the ones that only share the place.
            severity: where this case is worse or milder than the rule's, with the reason.
            severity_reason: why the severity differs.
            confidence: how sure this case is, where that is not the rule's.
            trace: the places in the code that it rests on.
            persona: who wants to hear this case, where that is not the rule's; never milder than `promoted`.
            exposed: whether the severity of this case follows who reaches the functions, where that is not the rule's.
            edits: what would repair it.
            fix: how safe these edits are, where that is not the rule's.
            caution: what these edits may change, where that is not the rule's.
        """
        edits = tuple(edits)
        return Finding(
            rule=self.id,
            title=self.title,
            message=message,
            severity=self.severity if severity is None else severity,
            severity_reason=severity_reason,
            confidence=self.confidence if confidence is None else confidence,
            trace=tuple(trace),
            persona=self.persona if persona is None else persona,
            place=place,
            scope=scope or place,
            location=place.location,
            missing_property=place.missing,
            functions=tuple(dict.fromkeys(f.id for f in functions)),
            cwe=self.cwe,
            edits=edits,
            exposed=self.exposed if exposed is None else exposed,
            fix=(fix or self.fix) if edits else FixSafety.NONE,
            caution=caution if edits else "",
        )


def examples(given: Example | tuple[Example, ...]) -> tuple[Example, ...]:
    """A rule's examples as a tuple, whether one was written or several."""
    return given if isinstance(given, tuple) else (given,)
