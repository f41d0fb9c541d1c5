# What terraform-aws-modules/iam/aws//modules/iam-group deploys, as far as it matters for security: names of inputs
# and outputs, and defaults, are those of
# https://registry.terraform.io/modules/terraform-aws-modules/iam/aws/6.5.0/submodules/iam-group (2026-11-21).
# `by = "author"`: what the author decides by inputs; the rest is the module's own.

variable "create" { default = true }
variable "tags" { default = {} }
variable "name" { default = "" }
variable "path" { default = null }
variable "users" { default = [] }
variable "create_policy" { default = true }
variable "policy_use_name_prefix" { default = true }
variable "policy_name" { default = null }
variable "policy_path" { default = null }
variable "policy_description" { default = null }
variable "permissions" { default = null }
variable "enable_self_management_permissions" { default = true }
variable "enable_mfa_enforcement" { default = true }
variable "users_account_id" { default = null }
variable "policies" { default = {} }

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

locals {
  account = coalesce(var.users_account_id, data.aws_caller_identity.current.account_id)
  prefix  = "arn:${data.aws_partition.current.partition}:iam::${local.account}"
  own     = ["${local.prefix}:user/$${aws:username}", "${local.prefix}:user/*/$${aws:username}"]
  policy  = var.create && var.create_policy && (var.enable_self_management_permissions || var.permissions != null)
  name    = try(coalesce(var.policy_name, var.name), "")
}

resource "aws_iam_group" "this" {
  by    = "author"
  count = var.create ? 1 : 0
  name  = var.name
  path  = var.path
}

resource "aws_iam_group_membership" "this" {
  by    = "author"
  count = var.create && length(var.users) > 0 ? 1 : 0
  group = aws_iam_group.this[0].id
  name  = var.name
  users = var.users
}

data "aws_iam_policy_document" "this" {
  dynamic "statement" {
    for_each = var.enable_self_management_permissions ? [true] : []
    content {
      sid       = "ViewAccountInfo"
      actions   = ["iam:GetAccountSummary", "iam:GetAccountPasswordPolicy", "iam:ListAccountAliases", "iam:ListVirtualMFADevices"]
      resources = ["*"]
    }
  }
  dynamic "statement" {
    for_each = var.enable_self_management_permissions ? [true] : []
    content {
      sid       = "ManageOwnPasswords"
      actions   = ["iam:ChangePassword", "iam:GetLoginProfile", "iam:GetUser", "iam:UpdateLoginProfile"]
      resources = local.own
    }
  }
  dynamic "statement" {
    for_each = var.enable_self_management_permissions ? [true] : []
    content {
      sid       = "ManageOwnAccessKeys"
      actions   = ["iam:CreateAccessKey", "iam:DeleteAccessKey", "iam:ListAccessKeys", "iam:UpdateAccessKey", "iam:GetAccessKeyLastUsed", "iam:TagUser", "iam:ListUserTags", "iam:UntagUser"]
      resources = local.own
    }
  }
  dynamic "statement" {
    for_each = var.enable_self_management_permissions ? [true] : []
    content {
      sid       = "ManageOwnSigningCertificates"
      actions   = ["iam:DeleteSigningCertificate", "iam:ListSigningCertificates", "iam:UpdateSigningCertificate", "iam:UploadSigningCertificate"]
      resources = local.own
    }
  }
  dynamic "statement" {
    for_each = var.enable_self_management_permissions ? [true] : []
    content {
      sid       = "ManageOwnSSHPublicKeys"
      actions   = ["iam:DeleteSSHPublicKey", "iam:GetSSHPublicKey", "iam:ListSSHPublicKeys", "iam:UpdateSSHPublicKey", "iam:UploadSSHPublicKey"]
      resources = local.own
    }
  }
  dynamic "statement" {
    for_each = var.enable_self_management_permissions ? [true] : []
    content {
      sid       = "ManageOwnGitCredentials"
      actions   = ["iam:CreateServiceSpecificCredential", "iam:DeleteServiceSpecificCredential", "iam:ListServiceSpecificCredentials", "iam:ResetServiceSpecificCredential", "iam:UpdateServiceSpecificCredential"]
      resources = local.own
    }
  }
  dynamic "statement" {
    for_each = var.enable_self_management_permissions ? [true] : []
    content {
      sid       = "ManageOwnVirtualMFADevice"
      actions   = ["iam:CreateVirtualMFADevice"]
      resources = ["${local.prefix}:mfa/*"]
    }
  }
  dynamic "statement" {
    for_each = var.enable_self_management_permissions ? [true] : []
    content {
      sid       = "ManageOwnUserMFA"
      actions   = ["iam:DeactivateMFADevice", "iam:EnableMFADevice", "iam:ListMFADevices", "iam:ResyncMFADevice"]
      resources = local.own
    }
  }
  dynamic "statement" {
    for_each = var.enable_self_management_permissions && var.enable_mfa_enforcement ? [true] : []
    content {
      sid         = "DenyAllExceptListedIfNoMFA"
      effect      = "Deny"
      not_actions = ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:GetUser", "iam:GetMFADevice", "iam:ListMFADevices", "iam:ListVirtualMFADevices", "iam:ResyncMFADevice", "sts:GetSessionToken", "iam:ChangePassword"]
      resources   = ["*"]
      condition {
        test     = "BoolIfExists"
        variable = "aws:MultiFactorAuthPresent"
        values   = ["false"]
      }
    }
  }
  dynamic "statement" {
    for_each = var.permissions != null ? var.permissions : {}
    content {
      sid           = try(coalesce(try(statement.value.sid, null), statement.key), null)
      effect        = try(statement.value.effect, null)
      actions       = try(statement.value.actions, null)
      not_actions   = try(statement.value.not_actions, null)
      resources     = try(statement.value.resources, null)
      not_resources = try(statement.value.not_resources, null)
      dynamic "principals" {
        for_each = try(coalesce(statement.value.principals, []), [])
        content {
          type        = principals.value.type
          identifiers = principals.value.identifiers
        }
      }
      dynamic "not_principals" {
        for_each = try(coalesce(statement.value.not_principals, []), [])
        content {
          type        = not_principals.value.type
          identifiers = not_principals.value.identifiers
        }
      }
      dynamic "condition" {
        for_each = try(coalesce(statement.value.condition, []), [])
        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
      }
    }
  }
}

resource "aws_iam_policy" "this" {
  by          = var.permissions != null ? "author" : "framework"
  count       = local.policy ? 1 : 0
  name        = var.policy_use_name_prefix ? null : local.name
  name_prefix = var.policy_use_name_prefix ? "${local.name}-" : null
  path        = try(coalesce(var.policy_path, var.path), "/")
  description = var.policy_description
  policy      = data.aws_iam_policy_document.this.json
  tags        = var.tags
}

resource "aws_iam_group_policy_attachment" "this" {
  count      = local.policy ? 1 : 0
  group      = aws_iam_group.this[0].id
  policy_arn = aws_iam_policy.this[0].arn
}

resource "aws_iam_group_policy_attachment" "additional" {
  by         = "author"
  for_each   = { for k, v in var.policies : k => v if var.create }
  group      = aws_iam_group.this[0].id
  policy_arn = each.value
}

output "id" { value = try(aws_iam_group.this[0].id, null) }
output "arn" { value = try(aws_iam_group.this[0].arn, null) }
output "name" { value = try(aws_iam_group.this[0].name, null) }
output "policy_arn" { value = try(aws_iam_policy.this[0].arn, null) }
