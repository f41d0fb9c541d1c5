# What terraform-aws-modules/s3-bucket/aws//modules/notification deploys, as far as it matters for security: names of
# inputs and outputs, and defaults, are those of
# https://registry.terraform.io/modules/terraform-aws-modules/s3-bucket/aws/5.15.4/submodules/notification
# (2026-11-21).
# `by = "author"`: what the author decides by inputs; the rest is the module's own.

variable "create" { default = true }
variable "create_lambda_permission" { default = true }
variable "create_sns_policy" { default = true }
variable "create_sqs_policy" { default = true }
variable "bucket" { default = "" }
variable "bucket_arn" { default = null }
variable "eventbridge" { default = null }
variable "lambda_notifications" { default = {} }
variable "sqs_notifications" { default = {} }
variable "sns_notifications" { default = {} }

data "aws_partition" "this" {}

locals {
  bucket = var.bucket_arn != null ? var.bucket_arn : "arn:${data.aws_partition.this.partition}:s3:::${var.bucket}"
}

resource "aws_s3_bucket_notification" "this" {
  by          = "author"
  count       = var.create ? 1 : 0
  bucket      = var.bucket
  eventbridge = var.eventbridge

  dynamic "lambda_function" {
    for_each = var.lambda_notifications
    content {
      id                  = try(lambda_function.value.id, lambda_function.key)
      lambda_function_arn = lambda_function.value.function_arn
      events              = lambda_function.value.events
      filter_prefix       = try(lambda_function.value.filter_prefix, null)
      filter_suffix       = try(lambda_function.value.filter_suffix, null)
    }
  }
  dynamic "queue" {
    for_each = var.sqs_notifications
    content {
      id            = try(queue.value.id, queue.key)
      queue_arn     = queue.value.queue_arn
      events        = queue.value.events
      filter_prefix = try(queue.value.filter_prefix, null)
      filter_suffix = try(queue.value.filter_suffix, null)
    }
  }
  dynamic "topic" {
    for_each = var.sns_notifications
    content {
      id            = try(topic.value.id, topic.key)
      topic_arn     = topic.value.topic_arn
      events        = topic.value.events
      filter_prefix = try(topic.value.filter_prefix, null)
      filter_suffix = try(topic.value.filter_suffix, null)
    }
  }
}

resource "aws_lambda_permission" "allow" {
  for_each       = { for k, v in var.lambda_notifications : k => v if var.create_lambda_permission }
  action         = "lambda:InvokeFunction"
  function_name  = each.value.function_name
  qualifier      = try(each.value.qualifier, null)
  principal      = "s3.amazonaws.com"
  source_arn     = local.bucket
  source_account = try(each.value.source_account, null)
}

data "aws_iam_policy_document" "sqs" {
  for_each = { for k, v in var.sqs_notifications : k => v if var.create_sqs_policy }

  statement {
    sid       = "AllowSQSS3BucketNotification"
    actions   = ["sqs:SendMessage"]
    resources = [each.value.queue_arn]
    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }
    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [local.bucket]
    }
  }
}

resource "aws_sqs_queue_policy" "allow" {
  for_each  = { for k, v in var.sqs_notifications : k => v if var.create_sqs_policy }
  queue_url = try(each.value.queue_id, each.value.queue_arn)
  policy    = data.aws_iam_policy_document.sqs[each.key].json
}

data "aws_iam_policy_document" "sns" {
  for_each = { for k, v in var.sns_notifications : k => v if var.create_sns_policy }

  statement {
    sid       = "AllowSNSS3BucketNotification"
    actions   = ["sns:Publish"]
    resources = [each.value.topic_arn]
    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }
    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [local.bucket]
    }
  }
}

resource "aws_sns_topic_policy" "allow" {
  for_each = { for k, v in var.sns_notifications : k => v if var.create_sns_policy }
  arn      = each.value.topic_arn
  policy   = data.aws_iam_policy_document.sns[each.key].json
}

output "s3_bucket_notification_id" { value = try(aws_s3_bucket_notification.this[0].id, "") }
