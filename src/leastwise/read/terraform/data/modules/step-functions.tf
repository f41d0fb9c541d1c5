# What terraform-aws-modules/step-functions/aws deploys, as far as it matters for security: names of inputs and outputs,
# and defaults, are those of
# https://registry.terraform.io/modules/terraform-aws-modules/step-functions/aws/5.0.2 (2026-11-21). What the module
# grants for `service_integrations` is its own and not told here.

variable "create" { default = true }
variable "create_role" { default = true }
variable "use_existing_role" { default = false }
variable "use_existing_cloudwatch_log_group" { default = false }
variable "name" { default = "" }
variable "definition" { default = "" }
variable "role_arn" { default = "" }
variable "type" { default = "STANDARD" }
variable "publish" { default = false }
variable "logging_configuration" { default = {} }
variable "encryption_configuration" { default = {} }
variable "cloudwatch_log_group_name" { default = null }
variable "cloudwatch_log_group_retention_in_days" { default = null }
variable "cloudwatch_log_group_kms_key_id" { default = null }
variable "role_name" { default = null }
variable "role_permissions_boundary" { default = null }
variable "service_integrations" { default = {} }
variable "attach_policy_json" { default = false }
variable "attach_policy_jsons" { default = false }
variable "attach_policy" { default = false }
variable "attach_policies" { default = false }
variable "number_of_policy_jsons" { default = 0 }
variable "number_of_policies" { default = 0 }
variable "attach_policy_statements" { default = false }
variable "trusted_entities" { default = [] }
variable "policy_json" { default = null }
variable "policy_jsons" { default = [] }
variable "policy" { default = null }
variable "policies" { default = [] }
variable "policy_statements" { default = {} }
variable "tags" { default = {} }

locals {
  role  = var.create && var.create_role && !var.use_existing_role
  logs  = try(var.logging_configuration.level, "OFF") != "OFF"
  group = coalesce(var.cloudwatch_log_group_name, "/aws/vendedlogs/states/${var.name}")
}

resource "aws_sfn_state_machine" "this" {
  by         = "author"
  count      = var.create ? 1 : 0
  name       = var.name
  role_arn   = local.role ? aws_iam_role.this[0].arn : var.role_arn
  definition = var.definition
  type       = upper(var.type)
  publish    = var.publish
  tags       = var.tags
  dynamic "encryption_configuration" {
    for_each = length(var.encryption_configuration) > 0 ? [var.encryption_configuration] : []
    content {
      type                              = encryption_configuration.value.type
      kms_key_id                        = try(encryption_configuration.value.kms_key_id, null)
      kms_data_key_reuse_period_seconds = try(encryption_configuration.value.kms_data_key_reuse_period_seconds, null)
    }
  }
  dynamic "logging_configuration" {
    for_each = local.logs ? [true] : []
    content {
      log_destination        = try(var.logging_configuration.log_destination, "${aws_cloudwatch_log_group.sfn[0].arn}:*")
      include_execution_data = try(var.logging_configuration.include_execution_data, null)
      level                  = try(var.logging_configuration.level, null)
    }
  }
  dynamic "tracing_configuration" {
    for_each = try(var.service_integrations.xray, null) != null ? [true] : []
    content {
      enabled = true
    }
  }
}

resource "aws_cloudwatch_log_group" "sfn" {
  by                = "author"
  count             = var.create && local.logs && !var.use_existing_cloudwatch_log_group ? 1 : 0
  name              = local.group
  retention_in_days = var.cloudwatch_log_group_retention_in_days
  kms_key_id        = var.cloudwatch_log_group_kms_key_id
}

data "aws_iam_policy_document" "assume_role" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = concat(["states.amazonaws.com"], var.trusted_entities)
    }
  }
}

resource "aws_iam_role" "this" {
  count                = local.role ? 1 : 0
  name                 = coalesce(var.role_name, var.name)
  permissions_boundary = var.role_permissions_boundary
  assume_role_policy   = data.aws_iam_policy_document.assume_role.json
}

resource "aws_iam_role_policy" "additional_json" {
  by     = "author"
  count  = local.role && var.attach_policy_json ? 1 : 0
  role   = aws_iam_role.this[0].name
  policy = var.policy_json
}

resource "aws_iam_role_policy" "additional_jsons" {
  by     = "author"
  count  = local.role && var.attach_policy_jsons ? var.number_of_policy_jsons : 0
  role   = aws_iam_role.this[0].name
  policy = var.policy_jsons[count.index]
}

resource "aws_iam_role_policy_attachment" "additional_one" {
  by         = "author"
  count      = local.role && var.attach_policy ? 1 : 0
  role       = aws_iam_role.this[0].name
  policy_arn = var.policy
}

resource "aws_iam_role_policy_attachment" "additional_many" {
  by         = "author"
  count      = local.role && var.attach_policies ? var.number_of_policies : 0
  role       = aws_iam_role.this[0].name
  policy_arn = var.policies[count.index]
}

data "aws_iam_policy_document" "additional_inline" {
  dynamic "statement" {
    for_each = var.policy_statements
    content {
      effect        = try(statement.value.effect, null)
      actions       = try(statement.value.actions, null)
      not_actions   = try(statement.value.not_actions, null)
      resources     = try(statement.value.resources, null)
      not_resources = try(statement.value.not_resources, null)
      dynamic "condition" {
        for_each = try(statement.value.condition, [])
        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
      }
    }
  }
}

resource "aws_iam_role_policy" "additional_inline" {
  by     = "author"
  count  = local.role && var.attach_policy_statements ? 1 : 0
  role   = aws_iam_role.this[0].name
  policy = data.aws_iam_policy_document.additional_inline.json
}

output "state_machine_id" { value = try(aws_sfn_state_machine.this[0].id, "") }
output "state_machine_arn" { value = try(aws_sfn_state_machine.this[0].arn, "") }
output "state_machine_name" { value = try(aws_sfn_state_machine.this[0].name, "") }
output "role_arn" { value = try(aws_iam_role.this[0].arn, "") }
output "role_name" { value = try(aws_iam_role.this[0].name, "") }
