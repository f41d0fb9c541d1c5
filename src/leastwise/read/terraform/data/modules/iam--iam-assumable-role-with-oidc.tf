# What terraform-aws-modules/iam/aws//modules/iam-assumable-role-with-oidc deployed up to version 5, as far as it
# matters for security: names of inputs and outputs, and defaults, are those of
# https://registry.terraform.io/modules/terraform-aws-modules/iam/aws/5.60.0/submodules/iam-assumable-role-with-oidc
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
variable "provider_url" { default = "" }
variable "provider_urls" { default = [] }
variable "provider_trust_policy_conditions" { default = [] }
variable "aws_account_id" { default = "" }
variable "role_policy_arns" { default = [] }
variable "number_of_role_policy_arns" { default = null }
variable "oidc_fully_qualified_subjects" { default = [] }
variable "oidc_subjects_with_wildcards" { default = [] }
variable "oidc_fully_qualified_audiences" { default = [] }

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

locals {
  account = var.aws_account_id != "" ? var.aws_account_id : data.aws_caller_identity.current.account_id
  prefix  = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}"
  urls    = [for url in compact(distinct(concat(var.provider_urls, [var.provider_url]))) : replace(url, "https://", "")]
}

data "aws_iam_policy_document" "assume_role_with_oidc" {
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
  dynamic "statement" {
    for_each = local.urls
    content {
      actions = ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"]
      principals {
        type        = "Federated"
        identifiers = ["arn:${data.aws_partition.current.partition}:iam::${local.account}:oidc-provider/${statement.value}"]
      }
      dynamic "condition" {
        for_each = length(var.oidc_fully_qualified_subjects) > 0 ? [true] : []
        content {
          test     = "StringEquals"
          variable = "${statement.value}:sub"
          values   = var.oidc_fully_qualified_subjects
        }
      }
      dynamic "condition" {
        for_each = length(var.oidc_subjects_with_wildcards) > 0 ? [true] : []
        content {
          test     = "StringLike"
          variable = "${statement.value}:sub"
          values   = var.oidc_subjects_with_wildcards
        }
      }
      dynamic "condition" {
        for_each = length(var.oidc_fully_qualified_audiences) > 0 ? [true] : []
        content {
          test     = "StringLike"
          variable = "${statement.value}:aud"
          values   = var.oidc_fully_qualified_audiences
        }
      }
      dynamic "condition" {
        for_each = var.provider_trust_policy_conditions
        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
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
  assume_role_policy   = data.aws_iam_policy_document.assume_role_with_oidc.json
  tags                 = var.tags
}

resource "aws_iam_role_policy_attachment" "custom" {
  by         = "author"
  count      = var.create_role ? (var.number_of_role_policy_arns != null ? var.number_of_role_policy_arns : length(var.role_policy_arns)) : 0
  role       = aws_iam_role.this[0].name
  policy_arn = var.role_policy_arns[count.index]
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

output "iam_role_arn" { value = try(aws_iam_role.this[0].arn, "") }
output "iam_role_name" { value = try(aws_iam_role.this[0].name, "") }
output "iam_role_path" { value = try(aws_iam_role.this[0].path, "") }
output "iam_role_unique_id" { value = try(aws_iam_role.this[0].unique_id, "") }
