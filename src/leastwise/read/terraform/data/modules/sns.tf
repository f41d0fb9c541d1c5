# What terraform-aws-modules/sns/aws deploys, as far as it matters for security: names of inputs and outputs, and
# defaults, are those of https://registry.terraform.io/modules/terraform-aws-modules/sns/aws/7.1.0 (2026-11-21).

variable "create" { default = true }
variable "name" { default = null }
variable "display_name" { default = null }
variable "fifo_topic" { default = false }
variable "content_based_deduplication" { default = false }
variable "kms_master_key_id" { default = null }
variable "signature_version" { default = null }
variable "tracing_config" { default = null }
variable "delivery_policy" { default = null }
variable "topic_policy" { default = null }
variable "create_topic_policy" { default = true }
variable "source_topic_policy_documents" { default = [] }
variable "override_topic_policy_documents" { default = [] }
variable "enable_default_topic_policy" { default = true }
variable "topic_policy_statements" { default = null }
variable "create_subscription" { default = true }
variable "subscriptions" { default = {} }
variable "data_protection_policy" { default = null }
variable "tags" { default = {} }

data "aws_caller_identity" "current" {}

locals {
  name = try(trimsuffix(var.name, ".fifo"), "")
}

resource "aws_sns_topic" "this" {
  by                          = "author"
  count                       = var.create ? 1 : 0
  name                        = var.fifo_topic ? "${local.name}.fifo" : var.name
  display_name                = var.display_name
  fifo_topic                  = var.fifo_topic ? true : null
  content_based_deduplication = var.fifo_topic ? var.content_based_deduplication : null
  kms_master_key_id           = var.kms_master_key_id
  signature_version           = var.signature_version
  tracing_config              = var.tracing_config
  delivery_policy             = var.delivery_policy
  policy                      = var.create_topic_policy ? null : var.topic_policy
  tags                        = var.tags
}

data "aws_iam_policy_document" "this" {
  source_policy_documents   = var.source_topic_policy_documents
  override_policy_documents = var.override_topic_policy_documents

  dynamic "statement" {
    for_each = var.enable_default_topic_policy ? [1] : []
    content {
      actions = [
        "sns:Subscribe", "sns:SetTopicAttributes", "sns:RemovePermission", "sns:Publish",
        "sns:ListSubscriptionsByTopic", "sns:GetTopicAttributes", "sns:DeleteTopic", "sns:AddPermission",
      ]
      resources = [aws_sns_topic.this[0].arn]
      principals {
        type        = "AWS"
        identifiers = ["*"]
      }
      condition {
        test     = "StringEquals"
        variable = "AWS:SourceAccount"
        values   = [data.aws_caller_identity.current.account_id]
      }
    }
  }
  dynamic "statement" {
    for_each = var.topic_policy_statements != null ? var.topic_policy_statements : {}
    content {
      sid           = try(statement.value.sid, null)
      effect        = try(statement.value.effect, null)
      actions       = try(statement.value.actions, null)
      not_actions   = try(statement.value.not_actions, null)
      resources     = try(statement.value.resources, [aws_sns_topic.this[0].arn])
      not_resources = try(statement.value.not_resources, null)
      dynamic "principals" {
        for_each = try(statement.value.principals, [])
        content {
          type        = principals.value.type
          identifiers = principals.value.identifiers
        }
      }
      dynamic "not_principals" {
        for_each = try(statement.value.not_principals, [])
        content {
          type        = not_principals.value.type
          identifiers = not_principals.value.identifiers
        }
      }
      dynamic "condition" {
        for_each = concat(try(statement.value.condition, []), try(statement.value.conditions, []))
        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
      }
    }
  }
}

resource "aws_sns_topic_policy" "this" {
  by     = var.topic_policy_statements != null ? "author" : "framework"
  count  = var.create && var.create_topic_policy ? 1 : 0
  arn    = aws_sns_topic.this[0].arn
  policy = data.aws_iam_policy_document.this.json
}

resource "aws_sns_topic_subscription" "this" {
  by                    = "author"
  for_each              = { for k, v in var.subscriptions : k => v if var.create && var.create_subscription }
  topic_arn             = aws_sns_topic.this[0].arn
  protocol              = try(each.value.protocol, null)
  endpoint              = try(each.value.endpoint, null)
  filter_policy         = try(each.value.filter_policy, null)
  filter_policy_scope   = try(each.value.filter_policy_scope, null)
  raw_message_delivery  = try(each.value.raw_message_delivery, null)
  redrive_policy        = try(each.value.redrive_policy, null)
  subscription_role_arn = try(each.value.subscription_role_arn, null)
}

resource "aws_sns_topic_data_protection_policy" "this" {
  by     = "author"
  count  = var.create && var.data_protection_policy != null ? 1 : 0
  arn    = aws_sns_topic.this[0].arn
  policy = var.data_protection_policy
}

output "topic_arn" { value = try(aws_sns_topic.this[0].arn, null) }
output "topic_id" { value = try(aws_sns_topic.this[0].id, null) }
output "topic_name" { value = try(aws_sns_topic.this[0].name, null) }

# As they were called up to version 3.
output "sns_topic_arn" { value = try(aws_sns_topic.this[0].arn, null) }
output "sns_topic_id" { value = try(aws_sns_topic.this[0].id, null) }
output "sns_topic_name" { value = try(aws_sns_topic.this[0].name, null) }
