# What terraform-aws-modules/sqs/aws deploys, as far as it matters for security: names of inputs and outputs, and
# defaults, are those of https://registry.terraform.io/modules/terraform-aws-modules/sqs/aws/5.2.1 (2026-11-21).

variable "create" { default = true }
variable "name" { default = null }
variable "fifo_queue" { default = false }
variable "delay_seconds" { default = null }
variable "kms_data_key_reuse_period_seconds" { default = null }
variable "kms_master_key_id" { default = null }
variable "message_retention_seconds" { default = null }
variable "receive_wait_time_seconds" { default = null }
variable "redrive_policy" { default = {} }
variable "redrive_allow_policy" { default = {} }
variable "sqs_managed_sse_enabled" { default = true }
variable "visibility_timeout_seconds" { default = null }
variable "content_based_deduplication" { default = null }
variable "create_queue_policy" { default = false }
variable "source_queue_policy_documents" { default = [] }
variable "override_queue_policy_documents" { default = [] }
variable "queue_policy_statements" { default = null }
variable "create_dlq" { default = false }
variable "dlq_name" { default = null }
variable "dlq_kms_master_key_id" { default = null }
variable "dlq_message_retention_seconds" { default = null }
variable "dlq_sqs_managed_sse_enabled" { default = true }
variable "dlq_visibility_timeout_seconds" { default = null }
variable "create_dlq_redrive_allow_policy" { default = true }
variable "dlq_redrive_allow_policy" { default = {} }
variable "create_dlq_queue_policy" { default = false }
variable "source_dlq_queue_policy_documents" { default = [] }
variable "override_dlq_queue_policy_documents" { default = [] }
variable "dlq_queue_policy_statements" { default = {} }
variable "tags" { default = {} }

locals {
  name    = try(trimsuffix(var.name, ".fifo"), "")
  dlq     = var.create && var.create_dlq
  dlq_key = try(coalesce(var.dlq_kms_master_key_id, var.kms_master_key_id), null)
}

resource "aws_sqs_queue" "this" {
  by                                = "author"
  count                             = var.create ? 1 : 0
  name                              = var.fifo_queue ? "${local.name}.fifo" : var.name
  fifo_queue                        = var.fifo_queue ? true : null
  delay_seconds                     = var.delay_seconds
  kms_data_key_reuse_period_seconds = var.kms_data_key_reuse_period_seconds
  kms_master_key_id                 = var.kms_master_key_id
  message_retention_seconds         = var.message_retention_seconds
  receive_wait_time_seconds         = var.receive_wait_time_seconds
  sqs_managed_sse_enabled           = var.kms_master_key_id != null ? null : var.sqs_managed_sse_enabled
  visibility_timeout_seconds        = var.visibility_timeout_seconds
  content_based_deduplication       = var.content_based_deduplication
  redrive_policy                    = !local.dlq && length(var.redrive_policy) > 0 ? jsonencode(var.redrive_policy) : local.dlq ? jsonencode(merge({ deadLetterTargetArn = aws_sqs_queue.dlq[0].arn, maxReceiveCount = 5 }, var.redrive_policy)) : null
  redrive_allow_policy              = !local.dlq && length(var.redrive_allow_policy) > 0 ? jsonencode(var.redrive_allow_policy) : null
  tags                              = var.tags
}

resource "aws_sqs_queue" "dlq" {
  by                         = "author"
  count                      = local.dlq ? 1 : 0
  name                       = "${coalesce(var.dlq_name, "${local.name}-dlq")}${var.fifo_queue ? ".fifo" : ""}"
  fifo_queue                 = var.fifo_queue ? true : null
  kms_master_key_id          = local.dlq_key
  message_retention_seconds  = try(coalesce(var.dlq_message_retention_seconds, var.message_retention_seconds), null)
  sqs_managed_sse_enabled    = local.dlq_key != null ? null : var.dlq_sqs_managed_sse_enabled
  visibility_timeout_seconds = try(coalesce(var.dlq_visibility_timeout_seconds, var.visibility_timeout_seconds), null)
  tags                       = var.tags
}

data "aws_iam_policy_document" "this" {
  source_policy_documents   = var.source_queue_policy_documents
  override_policy_documents = var.override_queue_policy_documents

  dynamic "statement" {
    for_each = var.queue_policy_statements != null ? var.queue_policy_statements : {}
    content {
      sid           = try(statement.value.sid, null)
      effect        = try(statement.value.effect, null)
      actions       = try(statement.value.actions, null)
      not_actions   = try(statement.value.not_actions, null)
      resources     = try(statement.value.resources, [aws_sqs_queue.this[0].arn])
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

resource "aws_sqs_queue_policy" "this" {
  by        = "author"
  count     = var.create && var.create_queue_policy ? 1 : 0
  queue_url = aws_sqs_queue.this[0].url
  policy    = data.aws_iam_policy_document.this.json
}

data "aws_iam_policy_document" "dlq" {
  source_policy_documents   = var.source_dlq_queue_policy_documents
  override_policy_documents = var.override_dlq_queue_policy_documents

  dynamic "statement" {
    for_each = var.dlq_queue_policy_statements != null ? var.dlq_queue_policy_statements : {}
    content {
      sid           = try(statement.value.sid, null)
      effect        = try(statement.value.effect, null)
      actions       = try(statement.value.actions, null)
      not_actions   = try(statement.value.not_actions, null)
      resources     = try(statement.value.resources, [aws_sqs_queue.dlq[0].arn])
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

resource "aws_sqs_queue_policy" "dlq" {
  by        = "author"
  count     = local.dlq && var.create_dlq_queue_policy ? 1 : 0
  queue_url = aws_sqs_queue.dlq[0].url
  policy    = data.aws_iam_policy_document.dlq.json
}

resource "aws_sqs_queue_redrive_allow_policy" "dlq" {
  count     = local.dlq && var.create_dlq_redrive_allow_policy ? 1 : 0
  queue_url = aws_sqs_queue.dlq[0].url
  redrive_allow_policy = jsonencode(merge(
    { redrivePermission = "byQueue", sourceQueueArns = [aws_sqs_queue.this[0].arn] },
    var.dlq_redrive_allow_policy,
  ))
}

output "queue_id" { value = try(aws_sqs_queue.this[0].id, null) }
output "queue_arn" { value = try(aws_sqs_queue.this[0].arn, null) }
output "queue_arn_static" { value = try(aws_sqs_queue.this[0].arn, null) }
output "queue_url" { value = try(aws_sqs_queue.this[0].url, null) }
output "queue_name" { value = try(aws_sqs_queue.this[0].name, null) }
output "dead_letter_queue_id" { value = try(aws_sqs_queue.dlq[0].id, null) }
output "dead_letter_queue_arn" { value = try(aws_sqs_queue.dlq[0].arn, null) }
output "dead_letter_queue_arn_static" { value = try(aws_sqs_queue.dlq[0].arn, null) }
output "dead_letter_queue_url" { value = try(aws_sqs_queue.dlq[0].url, null) }
output "dead_letter_queue_name" { value = try(aws_sqs_queue.dlq[0].name, null) }

# As they were called up to version 3.
output "sqs_queue_id" { value = try(aws_sqs_queue.this[0].id, null) }
output "sqs_queue_arn" { value = try(aws_sqs_queue.this[0].arn, null) }
output "sqs_queue_name" { value = try(aws_sqs_queue.this[0].name, null) }
