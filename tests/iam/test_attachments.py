"""Every form in which Terraform attaches policies."""

from leastwise.iam.granted import grants
from leastwise.iam.permissions import permissions
from leastwise.model.application import Application
from leastwise.rules.example import readings


def allowing(action: str) -> str:
    return f'jsonencode({{Version = "2012-10-17", Statement = [{{Effect = "Allow", Action = "{action}", Resource = "*"}}]}})'


MAIN = f"""
data "aws_iam_policy" "reading" {{ name = "IAMReadOnlyAccess" }}
resource "aws_iam_policy" "own" {{ policy = {allowing("sqs:SendMessage")} }}
resource "aws_iam_policy" "bound" {{ policy = {allowing("dynamodb:*")} }}
resource "aws_iam_role" "inside" {{
  assume_role_policy   = "{{}}"
  managed_policy_arns  = ["arn:aws:iam::aws:policy/AmazonSNSReadOnlyAccess", aws_iam_policy.own.arn]
  permissions_boundary = aws_iam_policy.bound.arn
  inline_policy {{
    name   = "own"
    policy = {allowing("dynamodb:GetItem")}
  }}
}}
resource "aws_iam_role" "beside" {{ assume_role_policy = "{{}}" }}
resource "aws_iam_role_policy" "beside" {{
  role   = aws_iam_role.beside.id
  policy = {allowing("dynamodb:PutItem")}
}}
resource "aws_iam_role_policy_attachment" "own" {{
  role       = aws_iam_role.beside.name
  policy_arn = aws_iam_policy.own.arn
}}
resource "aws_iam_role_policy_attachment" "found" {{
  role       = aws_iam_role.beside.name
  policy_arn = data.aws_iam_policy.reading.arn
}}
resource "aws_iam_role" "both" {{ assume_role_policy = "{{}}" }}
resource "aws_iam_policy_attachment" "all" {{
  name       = "all"
  roles      = [aws_iam_role.both.name]
  users      = [aws_iam_user.person.name]
  groups     = [aws_iam_group.team.name]
  policy_arn = aws_iam_policy.own.arn
}}
resource "aws_iam_role_policy_attachments_exclusive" "both" {{
  role_name   = aws_iam_role.both.name
  policy_arns = ["arn:aws:iam::aws:policy/AmazonSNSReadOnlyAccess"]
}}
resource "aws_iam_user" "person" {{ name = "person" }}
resource "aws_iam_user_policy" "person" {{
  user   = aws_iam_user.person.name
  policy = {allowing("s3:PutObject")}
}}
resource "aws_iam_user_policy_attachment" "person" {{
  user       = aws_iam_user.person.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSNSReadOnlyAccess"
}}
resource "aws_iam_user_policy_attachments_exclusive" "person" {{
  user_name   = aws_iam_user.person.name
  policy_arns = ["arn:aws:iam::aws:policy/AWSLambdaInvocation-DynamoDB"]
}}
resource "aws_iam_group" "team" {{ name = "team" }}
resource "aws_iam_group" "other" {{ name = "other" }}
resource "aws_iam_group_policy" "team" {{
  group  = aws_iam_group.team.name
  policy = {allowing("s3:GetObject")}
}}
resource "aws_iam_group_policy_attachment" "other" {{
  group      = aws_iam_group.other.name
  policy_arn = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"
}}
resource "aws_iam_group_policy_attachments_exclusive" "other" {{
  group_name  = aws_iam_group.other.name
  policy_arns = ["arn:aws:iam::aws:policy/IAMSelfManageServiceSpecificCredentials"]
}}
resource "aws_iam_group_membership" "team" {{
  name  = "team"
  users = [aws_iam_user.person.name]
  group = aws_iam_group.team.name
}}
resource "aws_iam_user_group_membership" "person" {{
  user   = aws_iam_user.person.name
  groups = [aws_iam_group.other.name]
}}
"""


def application() -> Application:
    (reading,) = readings({"main.tf": MAIN})
    assert reading.unread == ()
    return reading.worlds[0]


def test_every_attachment_counts_for_whom_it_names() -> None:
    app = application()
    held = {
        role.resource.name: {(row.via, row.policy) for row in grants(app, role)}
        for role in (*app.roles, *app.identities)
        if role.resource is not None
    }
    own, told, reading = "aws_iam_policy.own", ("aws-managed", "AmazonSNSReadOnlyAccess"), "IAMReadOnlyAccess"
    assert held == {
        "aws_iam_role.inside": {told, ("inline", "own"), ("managed", own)},
        "aws_iam_role.beside": {
            ("inline", "aws_iam_role_policy.beside"),
            ("managed", own),
            ("aws-managed", reading),
        },
        "aws_iam_role.both": {told, ("managed", own)},
        "aws_iam_user.person": {
            told,
            ("managed", own),
            ("inline", "aws_iam_user_policy.person"),
            ("aws-managed", "AWSLambdaInvocation-DynamoDB"),
            ("group", own),
            ("group", "aws_iam_group_policy.team"),
            ("group", reading),
            ("group", "IAMSelfManageServiceSpecificCredentials"),
        },
        "aws_iam_group.team": {("managed", own), ("inline", "aws_iam_group_policy.team")},
        "aws_iam_group.other": {
            ("aws-managed", reading),
            ("aws-managed", "IAMSelfManageServiceSpecificCredentials"),
        },
    }


def test_nothing_is_unknown_and_the_boundary_is_there() -> None:
    app = application()
    assert [
        one.unknown for one in (permissions(app, role) for role in (*app.roles, *app.identities)) if one.unknown
    ] == []
    (inside,) = [role for role in app.roles if role.resource and role.resource.name == "aws_iam_role.inside"]
    (clause,) = permissions(app, inside).boundary or ()
    assert [str(action) for action in clause.actions] == ["dynamodb:*"]
