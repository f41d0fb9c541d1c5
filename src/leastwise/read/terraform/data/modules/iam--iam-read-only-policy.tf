# What terraform-aws-modules/iam/aws//modules/iam-read-only-policy deploys, as far as it matters for security: names
# of inputs and outputs, and defaults, are those of
# https://registry.terraform.io/modules/terraform-aws-modules/iam/aws/6.5.0/submodules/iam-read-only-policy
# (2026-11-21).
# `by = "author"`: what the author decides by inputs; the rest is the module's own.

variable "create" { default = true }
variable "create_policy" { default = true }
variable "tags" { default = {} }
variable "name" { default = null }
variable "use_name_prefix" { default = true }
variable "path" { default = null }
variable "description" { default = null }
variable "source_inline_policy_documents" { default = [] }
variable "override_inline_policy_documents" { default = [] }
variable "allowed_services" { default = [] }
variable "allow_web_console_services" { default = true }
variable "web_console_services" { default = ["resource-groups", "tag", "health", "ce"] }
variable "allow_predefined_sts_actions" { default = true }
variable "allow_cloudwatch_logs_query" { default = true }

data "aws_iam_policy_document" "this" {
  source_policy_documents   = var.source_inline_policy_documents
  override_policy_documents = var.override_inline_policy_documents

  dynamic "statement" {
    for_each = toset(distinct(var.allowed_services))
    content {
      sid       = replace(statement.value, "-", "")
      actions   = ["${statement.value}:List*", "${statement.value}:Get*", "${statement.value}:BatchGet*", "${statement.value}:Describe*", "${statement.value}:View*"]
      resources = ["*"]
    }
  }
  dynamic "statement" {
    for_each = toset([for one in var.web_console_services : one if var.allow_web_console_services])
    content {
      sid       = replace(statement.value, "-", "")
      actions   = ["${statement.value}:List*", "${statement.value}:Get*", "${statement.value}:BatchGet*", "${statement.value}:Describe*", "${statement.value}:View*"]
      resources = ["*"]
    }
  }
  dynamic "statement" {
    for_each = var.allow_predefined_sts_actions ? [true] : []
    content {
      sid       = "STS"
      actions   = ["sts:GetAccessKeyInfo", "sts:GetCallerIdentity", "sts:GetSessionToken"]
      resources = ["*"]
    }
  }
  dynamic "statement" {
    for_each = var.allow_cloudwatch_logs_query ? [true] : []
    content {
      sid       = "AllowLogsQuery"
      actions   = ["logs:StartQuery", "logs:StopQuery", "logs:FilterLogEvents"]
      resources = ["*"]
    }
  }
}

resource "aws_iam_policy" "policy" {
  by          = "author"
  count       = var.create && var.create_policy ? 1 : 0
  name        = var.use_name_prefix ? null : var.name
  name_prefix = var.use_name_prefix ? "${var.name}-" : null
  path        = var.path
  description = var.description
  policy      = data.aws_iam_policy_document.this.json
  tags        = var.tags
}

output "id" { value = try(aws_iam_policy.policy[0].id, null) }
output "arn" { value = try(aws_iam_policy.policy[0].arn, null) }
output "name" { value = try(aws_iam_policy.policy[0].name, null) }
output "policy_json" { value = data.aws_iam_policy_document.this.json }
