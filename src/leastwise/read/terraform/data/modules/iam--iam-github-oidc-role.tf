# What terraform-aws-modules/iam/aws//modules/iam-github-oidc-role deployed up to version 5, as far as it matters for
# security: names of inputs and outputs, and defaults, are those of
# https://registry.terraform.io/modules/terraform-aws-modules/iam/aws/5.60.0/submodules/iam-github-oidc-role
# (2026-11-21).

variable "create" { default = true }
variable "tags" { default = {} }
variable "name" { default = null }
variable "name_prefix" { default = null }
variable "path" { default = "/" }
variable "description" { default = null }
variable "permissions_boundary_arn" { default = null }
variable "policies" { default = {} }
variable "max_session_duration" { default = null }
variable "audience" { default = "sts.amazonaws.com" }
variable "subject_condition" { default = "StringLike" }
variable "subjects" { default = [] }
variable "provider_url" { default = "token.actions.githubusercontent.com" }
variable "additional_trust_policy_conditions" { default = [] }

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

locals {
  url = replace(var.provider_url, "https://", "")
}

data "aws_iam_policy_document" "this" {
  statement {
    sid     = "GithubOidcAuth"
    actions = ["sts:TagSession", "sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:oidc-provider/${local.url}"]
    }
    condition {
      test     = "ForAllValues:StringEquals"
      variable = "token.actions.githubusercontent.com:iss"
      values   = ["https://token.actions.githubusercontent.com"]
    }
    condition {
      test     = "ForAllValues:StringEquals"
      variable = "${local.url}:aud"
      values   = [var.audience]
    }
    condition {
      test     = var.subject_condition
      variable = "${local.url}:sub"
      values   = [for subject in var.subjects : "repo:${trimprefix(subject, "repo:")}"]
    }
    dynamic "condition" {
      for_each = var.additional_trust_policy_conditions
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
  count                = var.create ? 1 : 0
  name                 = var.name
  name_prefix          = var.name_prefix
  path                 = var.path
  description          = var.description
  max_session_duration = var.max_session_duration
  permissions_boundary = var.permissions_boundary_arn
  assume_role_policy   = data.aws_iam_policy_document.this.json
  tags                 = var.tags
}

resource "aws_iam_role_policy_attachment" "this" {
  by         = "author"
  for_each   = { for k, v in var.policies : k => v if var.create }
  role       = aws_iam_role.this[0].name
  policy_arn = each.value
}

output "arn" { value = try(aws_iam_role.this[0].arn, null) }
output "name" { value = try(aws_iam_role.this[0].name, null) }
output "path" { value = try(aws_iam_role.this[0].path, null) }
output "unique_id" { value = try(aws_iam_role.this[0].unique_id, null) }
