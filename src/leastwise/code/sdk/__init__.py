"""What the AWS SDKs, and libraries that call them, mean: data, and small functions to look it up.

- `client_of`, `operation_named`, `paginated`, `waited`, `export`: from the names in code to a service and operation;
- `operation`: what that needs in IAM, and which arguments name the resources;
- `member`, `identifiers`, `on_items`: boto3's resources;
- `library`: libraries that call AWS for whoever uses them;
- `harmless`, `speaks_of_aws`: what names tell of libraries that no table knows;
- `extension`, `signed`: requests over HTTP without an SDK.
"""

from leastwise.code.sdk.libraries import LibraryCall, LibraryName, known, library, open_table
from leastwise.code.sdk.names import Export, client_of, export, of_folder, paginated, v2_name, waited
from leastwise.code.sdk.packages import calls_aws, distribution, harmless, opens_s3, package_of, speaks_of_aws
from leastwise.code.sdk.requests import ExtensionCall, endpoints, extension, signed, signed_form
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
    "calls_aws",
    "client_of",
    "distribution",
    "endpoints",
    "export",
    "extension",
    "harmless",
    "identifiers",
    "known",
    "library",
    "member",
    "of_folder",
    "on_items",
    "open_table",
    "opens_s3",
    "operation",
    "operation_named",
    "package_of",
    "paginated",
    "signed",
    "signed_form",
    "speaks_of_aws",
    "v2_name",
    "waited",
]
