"""Attributes of the objects that libraries of Python make around events.

https://docs.powertools.aws.dev/lambda/python/latest/utilities/data_classes/
"""

from __future__ import annotations

from leastwise.code.values import ELEMENT

_ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "authorization_token": ("authorizationToken",), "bucket_name": ("Records", ELEMENT, "s3", "bucket", "name"),
    "data_as_bytes": ("data",), "data_as_json": ("data",), "data_as_text": ("data",),
    "decoded_body": ("body",), "detail_type": ("detail-type",), "get_object": ("object",),
    "identity_source": ("identitySource",), "json_body": ("body",), "message_attributes": ("messageAttributes",),
    "multi_value_headers": ("multiValueHeaders",),
    "multi_value_query_string_parameters": ("multiValueQueryStringParameters",), "new_image": ("NewImage",),
    "object_key": ("Records", ELEMENT, "s3", "object", "key"), "old_image": ("OldImage",),
    "path_parameters": ("pathParameters",), "query_string_parameters": ("queryStringParameters",),
    "raw_event": (), "raw_path": ("rawPath",), "raw_query_string": ("rawQueryString",), "records": ("Records",),
    "request_context": ("requestContext",), "resolved_headers_field": ("headers",),
    "resolved_query_string_parameters": ("queryStringParameters",), "sns": ("Sns",),
    "sns_message": ("Records", ELEMENT, "Sns", "Message"), "subject": ("Subject",), "to_dict": (),
    "user_attributes": ("userAttributes",), "user_name": ("userName",),
}  # fmt: skip
"""Names → where that is in the event, or in the part of it that the object is about."""


def event_steps(name: str) -> tuple[str, ...]:
    """The steps into an event that an attribute stands for; most are what they are called."""
    return _ATTRIBUTES.get(name, (name,))
