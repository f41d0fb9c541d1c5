"""Runs in the environment of the peers: policy documents on standard input, what each peer reports on standard output.

Used by `policy_peers.py`.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import re
import sys
from collections.abc import Iterator
from typing import Any


def parliament(document: Any) -> Iterator[str]:
    """What parliament finds."""
    from parliament import analyze_policy_string

    found = analyze_policy_string(json.dumps(document), include_community_auditors=True)
    yield from (finding.issue for finding in found.findings)


def policy_sentry(document: Any) -> Iterator[str]:
    """The access levels that policy_sentry sees, by the names of its database."""
    from policy_sentry.analysis.analyze import analyze_by_access_level

    for level in ("Permissions management", "Write", "Tagging", "Read", "List"):
        if analyze_by_access_level(document, level):
            yield level


def cloudsplaining(document: Any) -> Iterator[str]:
    """The risks that cloudsplaining sees."""
    from cloudsplaining.scan.policy_document import PolicyDocument

    policy = PolicyDocument(document)
    yield from (f"PrivilegeEscalation:{way['type']}" for way in policy.allows_privilege_escalation)
    if policy.permissions_management_without_constraints:
        yield "ResourceExposure"
    if policy.allows_data_exfiltration_actions:
        yield "DataExfiltration"
    if policy.credentials_exposure:
        yield "CredentialsExposure"
    if policy.service_wildcard:
        yield "ServiceWildcard"
    if policy.infrastructure_modification:
        yield "InfrastructureModification"


def moto(document: Any) -> Iterator[str]:
    """Why moto refuses a policy, with the words of IAM."""
    from moto.iam.policy_validation import IAMPolicyDocumentValidator

    try:
        IAMPolicyDocumentValidator(json.dumps(document)).validate()
    except Exception as error:
        text = str(error).partition(": ")[2]
        yield re.sub(
            r"(Resource|Partition|Vendor|IAM resource) \S+( \S+)? (?=must|is not|cannot|can not)", r"\1 … ", text
        )[:70]


def main() -> None:
    """Run all of them on each document."""
    logging.disable(logging.CRITICAL)
    reports = []
    for document in json.load(sys.stdin):
        found: dict[str, None] = {}
        for peer in (parliament, policy_sentry, cloudsplaining, moto):
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                try:
                    found |= {f"{peer.__name__}:{report}": None for report in peer(document)}
                except Exception as error:
                    found[f"{peer.__name__}:raises {type(error).__name__}"] = None
        reports.append(list(found))
    json.dump(reports, sys.stdout)


if __name__ == "__main__":
    main()
