"""A suppression accepts what is not there."""

from collections.abc import Iterator

from leastwise.model.finding import Finding, FixSafety, Severity
from leastwise.rules.review import ReviewRule
from leastwise.rules.rule import Example
from leastwise.suppress.note import Review
from leastwise.suppress.removal import without


class UnusedSuppression(ReviewRule):
    id = "unused-suppression"
    title = "Suppression of a finding that is not there"
    why = """
What it accepted has been repaired, or stands somewhere else. It stays behind as an open door: the same fault can come
back at this place, and nobody will hear of it.

Only rules that ran are looked at: a suppression of a rule that `--select`, `--ignore` or the persona left out says
nothing. One application, world or stage in which it is used is enough.
"""
    remediation = """
Remove it. In a list of several rules, remove the ones that the finding names.

If it was meant for a finding that is still reported, it stands at the wrong place: a comment belongs on the line that
the report names or on the line above; on the line with a resource's name it covers the whole resource.
"""
    severity = Severity.LOW
    fix = FixSafety.SAFE

    bad = (
        Example.sam(
            """
            Resources:
              Jobs:
                Type: AWS::SQS::Queue
                Metadata:
                  leastwise:
                    ignore:
                      - open-queue
                      - {rule: short-visibility, reason: the job is idempotent}
                Properties:
                  QueueName: jobs
            """,
            at=("Resources.Jobs.Metadata.leastwise.ignore.0", "Resources.Jobs.Metadata.leastwise.ignore.1"),
        ),
    )
    good = Example.cloudformation(
        """
        Resources:
          Visits:
            Type: AWS::Logs::LogGroup
            Metadata:
              leastwise:
                ignore:
                  - {rule: log-never-expires, reason: the law asks for all of it}
        """
    )

    def review(self, about: Review) -> Iterator[Finding]:
        if about.idle and not about.expired:
            rules = ", ".join(f"`{rule}`" for rule in about.idle)
            yield self.finding(
                about.place,
                f"Nothing is found here by {rules}.",
                edits=without(about.note, about.place, about.idle),
            )
