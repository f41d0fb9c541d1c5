"""What the AWS SDKs, and libraries that call them, mean: data, and small functions to look it up.

- `client_of`, `operation_named`, `paginated`, `waited`, `export`: from the names in code to a service and operation;
- `operation`: what that needs in IAM, and which arguments name the resources;
- `member`, `identifiers`, `on_items`: boto3's resources;
- `library`: libraries that call AWS for whoever uses them.
"""

from leastwise.code.sdk.libraries import LibraryCall, LibraryName, known, library
from leastwise.code.sdk.names import Export, client_of, export, operation_named, paginated, waited
from leastwise.code.sdk.resources import Made, Member, identifiers, member, on_items
from leastwise.iam.operations import Operation, Requirement, operation

__all__ = [
    "Export",
    "LibraryCall",
    "LibraryName",
    "Made",
    "Member",
    "Operation",
    "Requirement",
    "client_of",
    "export",
    "identifiers",
    "known",
    "library",
    "member",
    "on_items",
    "operation",
    "operation_named",
    "paginated",
    "waited",
]
