"""What keeps strangers out of a store although its policy lets them in."""

from __future__ import annotations

from leastwise.model.graph import Store, StoreKind
from leastwise.model.resource import Resource


def behind_walls(store: Store) -> bool:
    """Whether, or perhaps, something else keeps strangers out: a network, users and passwords of its own.

    A file system is only reached through its mount targets, and without a policy open to whoever reaches these.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/fgac.html
    https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html
    """
    if store.kind is StoreKind.SEARCH:
        options = store.resource["AdvancedSecurityOptions.Enabled"]
        return not store.resource["VPCOptions"].absent or options.flag(False) is not False
    return store.kind is StoreKind.FILESYSTEM


def refused(resource: Resource, policy: Resource) -> str:
    """Why AWS does not take such a policy, so that the deployment fails; empty where it does."""
    if resource.type.startswith("AWS::DynamoDB::"):
        return "DynamoDB refuses policies for everyone, so the deployment fails"
    if policy["BlockPublicPolicy"].flag() is True:
        return "`BlockPublicPolicy` refuses it, so the deployment fails"
    return ""
