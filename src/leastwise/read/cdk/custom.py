"""A custom resource by which the CDK configures what CloudFormation could not, said in CloudFormation's words.

`Custom::S3BucketNotifications` is known to the graph, which meets it in plain templates too.
"""

from __future__ import annotations

from leastwise.model.record import replace
from leastwise.model.resource import Resource
from leastwise.model.value import Map


def understood(resource: Resource) -> Resource:
    """The log group whose retention a custom resource sets; any other resource as it is.

    The group stays when the stack is deleted, unless `RemovalPolicy` says otherwise.
    https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_logs.LogRetentionProps.html
    """
    if resource.type != "Custom::LogRetention":
        return resource
    body = resource.body.copy()
    body["Type"] = "AWS::Logs::LogGroup"
    body["DeletionPolicy"] = "Delete" if resource.get("RemovalPolicy") == "destroy" else "Retain"
    properties = body["Properties"] = Map(resource.properties.home)
    for name, value, span in resource.properties.entries():
        if name in ("LogGroupName", "RetentionInDays"):
            properties.put(name, value, span)
    return replace(resource, type="AWS::Logs::LogGroup", body=body, by="author")
