# What terraform-aws-modules/iam/aws//modules/iam-assumable-role deployed up to version 5, as far as it matters for
# security: names of inputs and outputs, and defaults, are those of
# https://registry.terraform.io/modules/terraform-aws-modules/iam/aws/5.60.0/submodules/iam-assumable-role
# (2026-11-21).

variable "create_role" { default = false }
variable "role_name" { default = null }
variable "role_name_prefix" { default = null }
variable "role_path" { default = "/" }
variable "role_description" { default = "" }
variable "role_permissions_boundary_arn" { default = "" }
variable "max_session_duration" { default = 3600 }
variable "tags" { default = {} }
variable "allow_self_assume_role" { default = false }
variable "inline_policy_statements" { default = [] }
variable "trusted_role_actions" { default = ["sts:AssumeRole", "sts:TagSession"] }
variable "trusted_role_arns" { default = [] }
variable "trusted_role_services" { default = [] }
variable "trust_policy_conditions" { default = [] }
variable "role_requires_mfa" { default = true }
variable "mfa_age" { default = 86400 }
variable "role_sts_externalid" { default = [] }
variable "custom_role_policy_arns" { default = [] }
variable "number_of_custom_role_policy_arns" { default = null }
variable "create_custom_role_trust_policy" { default = false }
variable "custom_role_trust_policy" { default = "" }
variable "create_instance_profile" { default = false }
variable "attach_admin_policy" { default = false }
variable "attach_poweruser_policy" { default = false }
variable "attach_readonly_policy" { default = false }
variable "admin_role_policy_arn" { default = "arn:aws:iam::aws:policy/AdministratorAccess" }
variable "poweruser_role_policy_arn" { default = "arn:aws:iam::aws:policy/PowerUserAccess" }
variable "readonly_role_policy_arn" { default = "arn:aws:iam::aws:policy/ReadOnlyAccess" }

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

locals {
  prefix   = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}"
  external = flatten([var.role_sts_externalid])
}

data "aws_iam_policy_document" "assume_role" {
  dynamic "statement" {
    for_each = var.allow_self_assume_role ? [true] : []
    content {
      sid     = "ExplicitSelfRoleAssumption"
      actions = ["sts:AssumeRole"]
      principals {
        type        = "AWS"
        identifiers = ["*"]
      }
      condition {
        test     = "ArnLike"
        variable = "aws:PrincipalArn"
        values   = ["${local.prefix}:role${var.role_path}${var.role_name != null ? var.role_name : "${var.role_name_prefix}*"}"]
      }
    }
  }
  statement {
    actions = var.trusted_role_actions
    principals {
      type        = "AWS"
      identifiers = var.trusted_role_arns
    }
    principals {
      type        = "Service"
      identifiers = var.trusted_role_services
    }
    dynamic "condition" {
      for_each = var.role_requires_mfa ? [true] : []
      content {
        test     = "Bool"
        variable = "aws:MultiFactorAuthPresent"
        values   = ["true"]
      }
    }
    dynamic "condition" {
      for_each = var.role_requires_mfa ? [true] : []
      content {
        test     = "NumericLessThan"
        variable = "aws:MultiFactorAuthAge"
        values   = [var.mfa_age]
      }
    }
    dynamic "condition" {
      for_each = length(local.external) > 0 ? [true] : []
      content {
        test     = "StringEquals"
        variable = "sts:ExternalId"
        values   = local.external
      }
    }
    dynamic "condition" {
      for_each = var.trust_policy_conditions
      content {
        test     = condition.value.test
        variable = condition.value.variable
        values   = condition.value.values
      }
    }
  }
}

resource "aws_iam_role" "this" {
  by                   = "author"
  count                = var.create_role ? 1 : 0
  name                 = var.role_name
  name_prefix          = var.role_name_prefix
  path                 = var.role_path
  description          = var.role_description
  max_session_duration = var.max_session_duration
  permissions_boundary = var.role_permissions_boundary_arn
  assume_role_policy   = var.create_custom_role_trust_policy ? var.custom_role_trust_policy : data.aws_iam_policy_document.assume_role.json
  tags                 = var.tags
}

resource "aws_iam_role_policy_attachment" "custom" {
  by         = "author"
  count      = var.create_role ? (var.number_of_custom_role_policy_arns != null ? var.number_of_custom_role_policy_arns : length(var.custom_role_policy_arns)) : 0
  role       = aws_iam_role.this[0].name
  policy_arn = element(var.custom_role_policy_arns, count.index)
}

resource "aws_iam_role_policy_attachment" "admin" {
  by         = "author"
  count      = var.create_role && var.attach_admin_policy ? 1 : 0
  role       = aws_iam_role.this[0].name
  policy_arn = var.admin_role_policy_arn
}

resource "aws_iam_role_policy_attachment" "poweruser" {
  by         = "author"
  count      = var.create_role && var.attach_poweruser_policy ? 1 : 0
  role       = aws_iam_role.this[0].name
  policy_arn = var.poweruser_role_policy_arn
}

resource "aws_iam_role_policy_attachment" "readonly" {
  by         = "author"
  count      = var.create_role && var.attach_readonly_policy ? 1 : 0
  role       = aws_iam_role.this[0].name
  policy_arn = var.readonly_role_policy_arn
}

data "aws_iam_policy_document" "inline" {
  dynamic "statement" {
    for_each = var.inline_policy_statements
    content {
      sid           = try(statement.value.sid, null)
      effect        = try(statement.value.effect, null)
      actions       = try(statement.value.actions, null)
      not_actions   = try(statement.value.not_actions, null)
      resources     = try(statement.value.resources, null)
      not_resources = try(statement.value.not_resources, null)
      dynamic "condition" {
        for_each = try(statement.value.conditions, [])
        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
      }
    }
  }
}

resource "aws_iam_role_policy" "inline" {
  by     = "author"
  count  = var.create_role && length(var.inline_policy_statements) > 0 ? 1 : 0
  role   = aws_iam_role.this[0].name
  policy = data.aws_iam_policy_document.inline.json
}

resource "aws_iam_instance_profile" "this" {
  by    = "author"
  count = var.create_role && var.create_instance_profile ? 1 : 0
  name  = var.role_name
  path  = var.role_path
  role  = aws_iam_role.this[0].name
  tags  = var.tags
}

output "iam_role_arn" { value = try(aws_iam_role.this[0].arn, "") }
output "iam_role_name" { value = try(aws_iam_role.this[0].name, "") }
output "iam_role_path" { value = try(aws_iam_role.this[0].path, "") }
output "iam_role_unique_id" { value = try(aws_iam_role.this[0].unique_id, "") }
