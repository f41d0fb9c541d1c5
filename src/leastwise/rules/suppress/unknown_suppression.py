"""A suppression names no rule that there is, or cannot be understood."""

from collections.abc import Iterator

from leastwise.model.finding import Finding, Severity
from leastwise.rules.review import ReviewRule
from leastwise.rules.rule import Example
from leastwise.suppress.note import Review


class UnknownSuppression(ReviewRule):
    id = "unknown-suppression"
    title = "Suppression that is not understood"
    why = """
Its author believes that something is accepted; nothing is. Mostly the rule's name is misspelt, has changed, or the date
is none. What cannot be understood never hides a finding.
"""
    remediation = """
Name rules by their ids (`leastwise rules` lists them) in one of these forms: as a comment
`# leastwise: ignore[rule-id, other-id] until=2099-12-31 reason=…`, in metadata
`leastwise: {ignore: [rule-id, {rule: other-id, until: 2099-12-31, reason: …}]}`. `until` and `reason` may be left out.

A rule of a package of your own is known where the package is named: `leastwise scan --rules PKG`.
"""
    severity = Severity.LOW

    bad = Example.sam(
        """
        Resources:
          Door:
            Type: AWS::Serverless::Function
            Metadata:
              leastwise:
                ignore:
                  - public-functions-url
                  - {rule: public-function-url, until: next year}
            Properties:
              Runtime: python3.13
              Handler: app.handler
              InlineCode: "def handler(event, context): return {}"
              FunctionUrlConfig: {AuthType: NONE}
        """,
        at=("Resources.Door.Metadata.leastwise.ignore.0", "Resources.Door.Metadata.leastwise.ignore.1"),
    )
    good = Example.sam(
        """
        Resources:
          Door:
            Type: AWS::Serverless::Function
            Metadata:
              leastwise:
                ignore:
                  - {rule: public-function-url, until: "9999-12-31", reason: a public status page}
            Properties:
              Runtime: python3.13
              Handler: app.handler
              InlineCode: "def handler(event, context): return {}"
              FunctionUrlConfig: {AuthType: NONE}
        """
    )

    def review(self, about: Review) -> Iterator[Finding]:
        if about.note.fault:
            yield self.finding(about.place, f"This suppression accepts nothing: {about.note.fault}.")
        if about.unknown:
            names = (f"`{name[:100]}`" + (f" (did you mean `{near}`?)" if near else "") for name, near in about.unknown)
            yield self.finding(about.place, f"There is no rule {', '.join(names)}.")
