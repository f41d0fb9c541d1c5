# What terraform-aws-modules/iam/aws//modules/iam-user deploys, as far as it matters for security: names of inputs and
# outputs, and defaults, are those of
# https://registry.terraform.io/modules/terraform-aws-modules/iam/aws/6.5.0/submodules/iam-user (2026-11-21).
# `by = "author"`: what the author decides by inputs; the rest is the module's own.
# In version 5 the inputs of the same meaning were create_user, policy_arns, create_iam_user_login_profile,
# create_iam_access_key.

variable "create" { default = true }
variable "create_user" { default = true }
variable "tags" { default = {} }
variable "name" { default = "" }
variable "path" { default = null }
variable "permissions_boundary" { default = null }
variable "force_destroy" { default = false }
variable "policies" { default = {} }
variable "policy_arns" { default = [] }
variable "create_login_profile" { default = true }
variable "create_iam_user_login_profile" { default = true }
variable "pgp_key" { default = null }
variable "password_length" { default = null }
variable "password_reset_required" { default = true }
variable "create_access_key" { default = true }
variable "create_iam_access_key" { default = true }
variable "access_key_status" { default = null }
variable "create_ssh_key" { default = false }
variable "create_inline_policy" { default = false }
variable "source_inline_policy_documents" { default = [] }
variable "override_inline_policy_documents" { default = [] }
variable "inline_policy_permissions" { default = null }

locals {
  create = var.create && var.create_user
}

resource "aws_iam_user" "this" {
  by                   = "author"
  count                = local.create ? 1 : 0
  name                 = var.name
  path                 = var.path
  permissions_boundary = var.permissions_boundary
  force_destroy        = var.force_destroy
  tags                 = var.tags
}

resource "aws_iam_user_policy_attachment" "additional" {
  by         = "author"
  for_each   = { for k, v in merge(var.policies, { for one in var.policy_arns : one => one }) : k => v if local.create }
  user       = aws_iam_user.this[0].name
  policy_arn = each.value
}

data "aws_iam_policy_document" "inline" {
  source_policy_documents   = var.source_inline_policy_documents
  override_policy_documents = var.override_inline_policy_documents

  dynamic "statement" {
    for_each = var.inline_policy_permissions != null ? var.inline_policy_permissions : {}
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

resource "aws_iam_user_policy" "inline" {
  by     = "author"
  count  = var.create && var.create_inline_policy ? 1 : 0
  name   = var.name
  user   = aws_iam_user.this[0].name
  policy = data.aws_iam_policy_document.inline.json
}

resource "aws_iam_user_login_profile" "this" {
  by                      = "author"
  count                   = local.create && var.create_login_profile && var.create_iam_user_login_profile ? 1 : 0
  user                    = aws_iam_user.this[0].name
  pgp_key                 = var.pgp_key
  password_length         = var.password_length
  password_reset_required = var.password_reset_required
}

resource "aws_iam_access_key" "this" {
  by      = "author"
  count   = local.create && var.create_access_key && var.create_iam_access_key ? 1 : 0
  user    = aws_iam_user.this[0].name
  pgp_key = var.pgp_key
  status  = var.access_key_status
}

output "arn" { value = try(aws_iam_user.this[0].arn, null) }
output "name" { value = try(aws_iam_user.this[0].name, null) }
output "iam_user_arn" { value = try(aws_iam_user.this[0].arn, "") }
output "iam_user_name" { value = try(aws_iam_user.this[0].name, "") }
