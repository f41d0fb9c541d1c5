# What terraform-aws-modules/iam/aws//modules/iam-role deploys, as far as it matters for security: names of inputs and
# outputs, and defaults, are those of
# https://registry.terraform.io/modules/terraform-aws-modules/iam/aws/6.5.0/submodules/iam-role (2026-11-21).
# `by = "author"`: what the author decides by inputs; the rest is the module's own.

variable "create" { default = true }
variable "tags" { default = {} }
variable "name" { default = null }
variable "use_name_prefix" { default = true }
variable "path" { default = null }
variable "description" { default = null }
variable "max_session_duration" { default = null }
variable "permissions_boundary" { default = null }
variable "trust_policy_permissions" { default = null }
variable "trust_policy_conditions" { default = [] }
variable "policies" { default = {} }
variable "enable_oidc" { default = false }
variable "oidc_account_id" { default = null }
variable "oidc_provider_urls" { default = [] }
variable "oidc_subjects" { default = [] }
variable "oidc_wildcard_subjects" { default = [] }
variable "oidc_audiences" { default = [] }
variable "enable_github_oidc" { default = false }
variable "github_provider" { default = "token.actions.githubusercontent.com" }
variable "enable_bitbucket_oidc" { default = false }
variable "enable_saml" { default = false }
variable "saml_provider_ids" { default = [] }
variable "saml_endpoints" { default = ["https://signin.aws.amazon.com/saml"] }
variable "saml_trust_actions" { default = [] }
variable "create_instance_profile" { default = false }
variable "create_inline_policy" { default = false }
variable "source_inline_policy_documents" { default = [] }
variable "override_inline_policy_documents" { default = [] }
variable "inline_policy_permissions" { default = null }

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

locals {
  name      = var.use_name_prefix ? null : var.name
  prefix    = var.use_name_prefix ? "${var.name}-" : null
  providers = [for url in var.oidc_provider_urls : replace(url, "https://", "")]
}

data "aws_iam_policy_document" "this" {
  dynamic "statement" {
    for_each = var.enable_oidc ? local.providers : []
    content {
      actions = ["sts:TagSession", "sts:AssumeRoleWithWebIdentity"]
      principals {
        type        = "Federated"
        identifiers = ["arn:${data.aws_partition.current.partition}:iam::${coalesce(var.oidc_account_id, data.aws_caller_identity.current.account_id)}:oidc-provider/${statement.value}"]
      }
      dynamic "condition" {
        for_each = length(var.oidc_subjects) > 0 ? [true] : []
        content {
          test     = "StringEquals"
          variable = "${statement.value}:sub"
          values   = var.oidc_subjects
        }
      }
      dynamic "condition" {
        for_each = length(var.oidc_wildcard_subjects) > 0 ? [true] : []
        content {
          test     = "StringLike"
          variable = "${statement.value}:sub"
          values   = var.oidc_wildcard_subjects
        }
      }
      dynamic "condition" {
        for_each = length(var.oidc_audiences) > 0 ? [true] : []
        content {
          test     = "StringEquals"
          variable = "${statement.value}:aud"
          values   = var.oidc_audiences
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
  dynamic "statement" {
    for_each = var.enable_github_oidc ? [true] : []
    content {
      sid     = "GithubOidcAuth"
      actions = ["sts:TagSession", "sts:AssumeRoleWithWebIdentity"]
      principals {
        type        = "Federated"
        identifiers = ["arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:oidc-provider/${var.github_provider}"]
      }
      condition {
        test     = "ForAllValues:StringEquals"
        variable = "${var.github_provider}:iss"
        values   = ["https://${var.github_provider}"]
      }
      condition {
        test     = "ForAllValues:StringEquals"
        variable = "${var.github_provider}:aud"
        values   = coalescelist(var.oidc_audiences, ["sts.amazonaws.com"])
      }
      dynamic "condition" {
        for_each = length(var.oidc_subjects) > 0 ? [true] : []
        content {
          test     = "StringEquals"
          variable = "${var.github_provider}:sub"
          values   = [for one in var.oidc_subjects : "repo:${trimprefix(one, "repo:")}"]
        }
      }
      dynamic "condition" {
        for_each = length(var.oidc_wildcard_subjects) > 0 ? [true] : []
        content {
          test     = "StringLike"
          variable = "${var.github_provider}:sub"
          values   = [for one in var.oidc_wildcard_subjects : "repo:${trimprefix(one, "repo:")}"]
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
  dynamic "statement" {
    for_each = var.enable_bitbucket_oidc ? slice(local.providers, 0, 1) : []
    content {
      sid     = "BitbucketOidcAuth"
      actions = ["sts:TagSession", "sts:AssumeRoleWithWebIdentity"]
      principals {
        type        = "Federated"
        identifiers = ["arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:oidc-provider/${statement.value}"]
      }
      condition {
        test     = "ForAllValues:StringEquals"
        variable = "${statement.value}:aud"
        values   = coalescelist(var.oidc_audiences, ["sts.amazonaws.com"])
      }
      dynamic "condition" {
        for_each = length(var.oidc_subjects) > 0 ? [true] : []
        content {
          test     = "StringEquals"
          variable = "${statement.value}:sub"
          values   = var.oidc_subjects
        }
      }
      dynamic "condition" {
        for_each = length(var.oidc_wildcard_subjects) > 0 ? [true] : []
        content {
          test     = "StringLike"
          variable = "${statement.value}:sub"
          values   = var.oidc_wildcard_subjects
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
  dynamic "statement" {
    for_each = var.enable_saml ? [true] : []
    content {
      actions = compact(distinct(concat(["sts:TagSession", "sts:AssumeRoleWithSAML"], var.saml_trust_actions)))
      principals {
        type        = "Federated"
        identifiers = var.saml_provider_ids
      }
      condition {
        test     = "StringEquals"
        variable = "SAML:aud"
        values   = var.saml_endpoints
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
  dynamic "statement" {
    for_each = var.trust_policy_permissions != null ? var.trust_policy_permissions : {}
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

resource "aws_iam_role" "this" {
  by                   = "author"
  count                = var.create ? 1 : 0
  name                 = local.name
  name_prefix          = local.prefix
  path                 = var.path
  description          = var.description
  assume_role_policy   = data.aws_iam_policy_document.this.json
  max_session_duration = var.max_session_duration
  permissions_boundary = var.permissions_boundary
  tags                 = var.tags
}

resource "aws_iam_role_policy_attachment" "this" {
  by         = "author"
  for_each   = { for k, v in var.policies : k => v if var.create }
  policy_arn = each.value
  role       = aws_iam_role.this[0].name
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

resource "aws_iam_role_policy" "inline" {
  by          = "author"
  count       = var.create && var.create_inline_policy ? 1 : 0
  name        = local.name
  name_prefix = local.prefix
  role        = aws_iam_role.this[0].name
  policy      = data.aws_iam_policy_document.inline.json
}

resource "aws_iam_instance_profile" "this" {
  by          = "author"
  count       = var.create && var.create_instance_profile ? 1 : 0
  name        = local.name
  name_prefix = local.prefix
  path        = var.path
  role        = aws_iam_role.this[0].name
  tags        = var.tags
}

output "arn" { value = try(aws_iam_role.this[0].arn, null) }
output "name" { value = try(aws_iam_role.this[0].name, null) }
output "unique_id" { value = try(aws_iam_role.this[0].unique_id, null) }
output "instance_profile_arn" { value = try(aws_iam_instance_profile.this[0].arn, null) }
output "instance_profile_id" { value = try(aws_iam_instance_profile.this[0].id, null) }
output "instance_profile_name" { value = try(aws_iam_instance_profile.this[0].name, null) }
