"""Policies for tests, read from a template as a person's are, so that places are those of the file."""

from __future__ import annotations

import json
from typing import Any

from leastwise.iam.lint import Issue, Policy, check
from leastwise.iam.lint.policies import policies
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read

_HOLDERS: dict[str, tuple[str, str]] = {
    "identity": ("AWS::IAM::Policy", "PolicyDocument"),
    "managed": ("AWS::IAM::ManagedPolicy", "PolicyDocument"),
    "trust": ("AWS::IAM::Role", "AssumeRolePolicyDocument"),
    "bucket": ("AWS::S3::BucketPolicy", "PolicyDocument"),
    "queue": ("AWS::SQS::QueuePolicy", "PolicyDocument"),
    "key": ("AWS::KMS::Key", "KeyPolicy"),
    "repository": ("AWS::ECR::Repository", "RepositoryPolicyText"),
    "api": ("AWS::ApiGateway::RestApi", "Policy"),
    "endpoint": ("AWS::EC2::VPCEndpoint", "PolicyDocument"),
    "session": ("AWS::Transfer::User", "Policy"),
    "scp": ("AWS::Organizations::Policy", "Content"),
    "rcp": ("AWS::Organizations::Policy", "Content"),
}
_TYPES = {"scp": "SERVICE_CONTROL_POLICY", "rcp": "RESOURCE_CONTROL_POLICY"}


def found(template: str | dict[str, Any], name: str = "template.json") -> list[Policy]:
    """Every policy of a template."""
    text = template if isinstance(template, str) else json.dumps(template, indent=1)
    readings = list(read(MemoryFiles({name: text.encode()})))
    assert not any(reading.fault for reading in readings)
    return [policy for reading in readings for app in reading.worlds for policy in policies(app)]


def policy(kind: str, document: Any) -> Policy:
    """One policy, as the resource that holds such ones has it."""
    type_, path = _HOLDERS[kind]
    properties: dict[str, Any] = {path: document}
    if kind in _TYPES:
        properties["Type"] = _TYPES[kind]
    (only,) = found({"Resources": {"Holder": {"Type": type_, "Properties": properties}}})
    return only


def statement(**changes: Any) -> dict[str, Any]:
    """A statement of an identity policy in which nothing is wrong, with some elements changed; `None` removes one."""
    whole = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::orders/*"} | changes
    return {name: value for name, value in whole.items() if value is not None}


def document(*statements: dict[str, Any], **elements: Any) -> dict[str, Any]:
    """A document around statements."""
    return {"Version": "2012-10-17", "Statement": list(statements)} | elements


def errors(kind: str, written: Any) -> list[Issue]:
    """The errors in a policy."""
    return [issue for issue in check(policy(kind, written)) if issue.kind == "error"]
