"""Data sources: what can be told of them without asking AWS."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leastwise.model.value import DynamicReference, Map, Parameter, Reference, Symbol, concat, display
from leastwise.read.expand.context import ACCOUNT, PARTITION, REGION, Context
from leastwise.read.terraform.code import ARCHIVE
from leastwise.read.terraform.instance import Instance


def data(instance: Instance, context: Context) -> Map:
    """The attributes of a data source that are known, arguments included.

    An attribute that is not in the mapping is known only when Terraform has asked AWS.
    """
    work_out = _KNOWN.get(instance.type)
    if work_out is None:
        return instance.values
    made = instance.values.copy()
    for name, value in work_out(instance, context).items():
        made[name] = value
    return made


def _caller(instance: Instance, context: Context) -> dict[str, Any]:
    return {"account_id": ACCOUNT, "id": ACCOUNT}


def _region(instance: Instance, context: Context) -> dict[str, Any]:
    """The region of the provider, or the one that is asked for. `name` until version 5 of the provider."""
    asked = instance.values.get("region", instance.values.get("name", REGION))
    return {"name": asked, "region": asked, "id": asked}


def _partition(instance: Instance, context: Context) -> dict[str, Any]:
    suffix = Parameter("AWS::URLSuffix")
    return {"partition": PARTITION, "id": PARTITION, "dns_suffix": suffix, "reverse_dns_prefix": "com.amazonaws"}


def _archive(instance: Instance, context: Context) -> dict[str, Any]:
    """Where an archive is, stays a reference to what is in it."""
    return {"output_path": Reference(instance.key, "output_path")}


def _managed_policy(instance: Instance, context: Context) -> dict[str, Any]:
    """A policy by its ARN, or an AWS managed one by its name."""
    from leastwise.read.terraform.managed import arn_of

    values = instance.values
    arn = values.get("arn", arn_of(values.get("name")))
    return {} if arn is None else {"arn": arn, "id": arn}


def _secret(instance: Instance, context: Context) -> dict[str, Any]:
    """A secret of somebody else: its name is all that is known of its ARN."""
    values = instance.values
    arn = values.get("arn")
    if arn is None and values.get("name") is not None:
        arn = concat(
            ["arn:", PARTITION, ":secretsmanager:", REGION, ":", ACCOUNT, ":secret:", values["name"], "-??????"]
        )
    return {} if arn is None else {"arn": arn, "id": arn}


def _parameter(instance: Instance, context: Context) -> dict[str, Any]:
    """A parameter: its ARN follows from its name, its value is fetched when Terraform runs."""
    name = instance.values.get("name")
    if not isinstance(name, (str, Symbol)):
        return {}
    slash = "" if isinstance(name, str) and name.startswith("/") else "/"
    arn = concat(["arn:", PARTITION, ":ssm:", REGION, ":", ACCOUNT, ":parameter", slash, name])
    value = DynamicReference("ssm", display(name))
    return {"arn": arn, "id": name, "value": value, "insecure_value": value}


def _secret_version(instance: Instance, context: Context) -> dict[str, Any]:
    """What a secret holds, fetched when Terraform runs."""
    secret = instance.values.get("secret_id")
    if not isinstance(secret, (str, Symbol)):
        return {}
    return {"arn": secret, "secret_string": DynamicReference("secretsmanager", display(secret))}


def _named(
    service: str, before: str, argument: str, region: bool = True
) -> Callable[[Instance, Context], dict[str, Any]]:
    """Something of somebody else of which the ARN follows from its name."""

    def work_out(instance: Instance, context: Context) -> dict[str, Any]:
        name = instance.values.get(argument)
        if name is None:
            return {}
        where = [":", REGION, ":", ACCOUNT, ":"] if region else ["::", ACCOUNT, ":"] if service == "iam" else [":::"]
        return {"arn": concat(["arn:", PARTITION, f":{service}", *where, before, name]), "id": name}

    return work_out


def _documents(instance: Instance, context: Context) -> dict[str, Any]:
    from leastwise.read.terraform.policy_documents import policy_document

    document = policy_document(instance)
    return {"json": document, "minified_json": document}


_KNOWN: dict[str, Callable[[Instance, Context], dict[str, Any]]] = {
    ARCHIVE: _archive,
    "aws_caller_identity": _caller,
    "aws_cloudwatch_event_bus": _named("events", "event-bus/", "name"),
    "aws_cloudwatch_log_group": _named("logs", "log-group:", "name"),
    "aws_dynamodb_table": _named("dynamodb", "table/", "name"),
    "aws_iam_policy": _managed_policy,
    "aws_iam_policy_document": _documents,
    "aws_iam_role": _named("iam", "role/", "name", region=False),
    "aws_kinesis_stream": _named("kinesis", "stream/", "name"),
    "aws_lambda_function": _named("lambda", "function:", "function_name"),
    "aws_partition": _partition,
    "aws_region": _region,
    "aws_s3_bucket": _named("s3", "", "bucket", region=False),
    "aws_secretsmanager_secret": _secret,
    "aws_secretsmanager_secret_version": _secret_version,
    "aws_sns_topic": _named("sns", "", "name"),
    "aws_sqs_queue": _named("sqs", "", "name"),
    "aws_ssm_parameter": _parameter,
}
