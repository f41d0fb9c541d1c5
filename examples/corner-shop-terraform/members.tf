resource "aws_cognito_user_pool" "members" {
  name                     = "corner-shop-${var.stage}"
  auto_verified_attributes = ["email"]
  mfa_configuration        = "OFF"

  password_policy {
    minimum_length    = 6
    require_numbers   = false
    require_symbols   = false
    require_uppercase = false
  }
}

resource "aws_cognito_user_pool_client" "members" {
  name                = "shop"
  user_pool_id        = aws_cognito_user_pool.members.id
  explicit_auth_flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
}

resource "aws_cognito_identity_pool" "members" { # the app uploads photos of damaged goods straight to the bucket
  identity_pool_name               = "corner-shop-${var.stage}"
  allow_unauthenticated_identities = true

  cognito_identity_providers {
    client_id     = aws_cognito_user_pool_client.members.id
    provider_name = aws_cognito_user_pool.members.endpoint
  }
}

resource "aws_cognito_identity_pool_roles_attachment" "members" {
  identity_pool_id = aws_cognito_identity_pool.members.id

  roles = {
    authenticated   = aws_iam_role.member.arn
    unauthenticated = aws_iam_role.guest.arn
  }
}

data "aws_iam_policy_document" "app" {
  for_each = {
    guest  = "unauthenticated"
    member = "authenticated"
  }

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = ["cognito-identity.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "cognito-identity.amazonaws.com:aud"
      values   = [aws_cognito_identity_pool.members.id]
    }

    condition {
      test     = "ForAnyValue:StringLike"
      variable = "cognito-identity.amazonaws.com:amr"
      values   = [each.value]
    }
  }
}

resource "aws_iam_role" "guest" {
  name               = "corner-shop-${var.stage}-guest"
  assume_role_policy = data.aws_iam_policy_document.app["guest"].json
}

resource "aws_iam_role_policy" "guest" {
  role = aws_iam_role.guest.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:PutObject", "s3:GetObject"], Resource = "${aws_s3_bucket.photos.arn}/*" },
    ]
  })
}

resource "aws_iam_role" "member" {
  name               = "corner-shop-${var.stage}-member"
  assume_role_policy = data.aws_iam_policy_document.app["member"].json
}

resource "aws_iam_role_policy" "member" {
  role = aws_iam_role.member.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:PutObject", "s3:GetObject"], Resource = "${aws_s3_bucket.photos.arn}/*" },
      { Effect = "Allow", Action = "lambda:InvokeFunction", Resource = aws_lambda_function.orders.arn },
    ]
  })
}
