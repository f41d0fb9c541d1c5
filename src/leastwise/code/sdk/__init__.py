"""What the AWS SDKs, and libraries that call them, mean: data, and small functions to look it up.

- `client_of`, `operation_named`, `paginated`, `waited`, `export`: from the names in code to a service and operation;
- `operation`: what that needs in IAM, and which arguments name the resources;
- `member`, `identifiers`, `on_items`: boto3's resources;
- `library`: libraries that call AWS for whoever uses them;
- `extension`, `signed`: requests over HTTP without an SDK.
"""

from leastwise.code.sdk.libraries import LibraryCall, LibraryName, known, library
from leastwise.code.sdk.names import Export, client_of, export, paginated, waited
from leastwise.code.sdk.requests import ExtensionCall, extension, signed, signed_form
from leastwise.code.sdk.resources import Made, Member, identifiers, member, on_items
from leastwise.iam.operations import Operation, Requirement, operation, operation_named

__all__ = [
    "Export",
    "ExtensionCall",
    "LibraryCall",
    "LibraryName",
    "Made",
    "Member",
    "Operation",
    "Requirement",
    "client_of",
    "export",
    "extension",
    "identifiers",
    "known",
    "library",
    "member",
    "on_items",
    "operation",
    "operation_named",
    "paginated",
    "signed",
    "signed_form",
    "waited",
]
