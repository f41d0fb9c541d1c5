"""The plugin serverless-lift: what it deploys is put in when the service is loaded, see `constructs`."""

from __future__ import annotations

from leastwise.read.serverless.build import ServerlessBuild
from leastwise.read.serverless.constructs import unseen


def note_unseen(build: ServerlessBuild) -> None:
    """Name the constructs of which it is not known what they deploy."""
    for name, span in unseen(build.service):
        build.context.note(span, f"what the construct {name} deploys is not seen", "limit")
