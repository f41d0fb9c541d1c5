# What terraform-aws-modules/eventbridge/aws deploys, as far as it matters for security: names of inputs and outputs,
# and defaults, are those of
# https://registry.terraform.io/modules/terraform-aws-modules/eventbridge/aws/4.3.2 (2026-11-21). Of a
# pipe's own role only who may assume it is told: what it grants follows from services that only ARNs know.
# `by = "author"`: what the author decides by inputs; the rest is the module's own.

variable "create" { default = true }
variable "create_role" { default = true }
variable "create_bus" { default = true }
variable "create_rules" { default = true }
variable "create_targets" { default = true }
variable "create_permissions" { default = true }
variable "create_archives" { default = false }
variable "create_schedules" { default = true }
variable "create_connections" { default = false }
variable "create_api_destinations" { default = false }
variable "create_schedule_groups" { default = true }
variable "create_pipes" { default = true }
variable "create_pipe_role_only" { default = false }
variable "append_connection_postfix" { default = true }
variable "append_destination_postfix" { default = true }
variable "append_schedule_group_postfix" { default = true }
variable "append_pipe_postfix" { default = true }
variable "connections" { default = {} }
variable "api_destinations" { default = {} }
variable "schedule_groups" { default = {} }
variable "pipes" { default = {} }
variable "archives" { default = {} }
variable "dead_letter_config" { default = {} }
variable "log_config" { default = null }
variable "attach_ecs_policy" { default = false }
variable "attach_api_destination_policy" { default = false }
variable "attach_cloudwatch_policy" { default = false }
variable "attach_tracing_policy" { default = false }
variable "ecs_target_arns" { default = [] }
variable "ecs_pass_role_resources" { default = [] }
variable "cloudwatch_target_arns" { default = [] }
variable "sns_kms_arns" { default = ["*"] }
variable "attach_policy_jsons" { default = false }
variable "policy_jsons" { default = [] }
variable "number_of_policy_jsons" { default = 0 }
variable "append_rule_postfix" { default = true }
variable "append_schedule_postfix" { default = true }
variable "bus_name" { default = "default" }
variable "kms_key_identifier" { default = null }
variable "rules" { default = {} }
variable "targets" { default = {} }
variable "permissions" { default = {} }
variable "schedules" { default = {} }
variable "role_name" { default = null }
variable "role_permissions_boundary" { default = null }
variable "trusted_entities" { default = [] }
variable "attach_kinesis_policy" { default = false }
variable "attach_kinesis_firehose_policy" { default = false }
variable "attach_sqs_policy" { default = false }
variable "attach_sns_policy" { default = false }
variable "attach_lambda_policy" { default = false }
variable "attach_sfn_policy" { default = false }
variable "kinesis_target_arns" { default = [] }
variable "kinesis_firehose_target_arns" { default = [] }
variable "sqs_target_arns" { default = [] }
variable "sns_target_arns" { default = [] }
variable "lambda_target_arns" { default = [] }
variable "sfn_target_arns" { default = [] }
variable "attach_policy_json" { default = false }
variable "attach_policy" { default = false }
variable "attach_policies" { default = false }
variable "number_of_policies" { default = 0 }
variable "attach_policy_statements" { default = false }
variable "policy_json" { default = null }
variable "policy" { default = null }
variable "policies" { default = [] }
variable "policy_statements" { default = {} }
variable "tags" { default = {} }

locals {
  bus   = var.create && var.create_bus
  rules = { for k, v in var.rules : k => v if var.create && var.create_rules }
  names = { for k, v in var.rules : k => var.append_rule_postfix ? "${replace(k, "_", "-")}-rule" : k }
  targets = flatten([
    for k, v in var.rules : [for target in try(var.targets[k], []) : { key = target.name, rule = k, target = target }]
  ])
  granted = {
    kinesis  = { on = var.attach_kinesis_policy, actions = ["kinesis:PutRecord", "kinesis:PutRecords"], arns = var.kinesis_target_arns }
    firehose = { on = var.attach_kinesis_firehose_policy, actions = ["firehose:PutRecord", "firehose:PutRecordBatch"], arns = var.kinesis_firehose_target_arns }
    sqs      = { on = var.attach_sqs_policy, actions = ["sqs:SendMessage*", "kms:Decrypt", "kms:GenerateDataKey"], arns = var.sqs_target_arns }
    sns      = { on = var.attach_sns_policy, actions = ["sns:Publish"], arns = var.sns_target_arns }
    lambda   = { on = var.attach_lambda_policy, actions = ["lambda:InvokeFunction"], arns = var.lambda_target_arns }
    ecs      = { on = var.attach_ecs_policy, actions = ["ecs:RunTask", "ecs:TagResource"], arns = [for arn in var.ecs_target_arns : replace(arn, "/:\\d+$/", ":*")] }
    pass     = { on = var.attach_ecs_policy, actions = ["iam:PassRole"], arns = coalescelist(var.ecs_pass_role_resources, ["*"]) }
    http     = { on = var.attach_api_destination_policy, actions = ["events:InvokeApiDestination"], arns = [for k, v in aws_cloudwatch_event_api_destination.this : v.arn] }
    logs     = { on = var.attach_cloudwatch_policy, actions = ["logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:PutLogEvents"], arns = var.cloudwatch_target_arns }
    sfn      = { on = var.attach_sfn_policy, actions = ["states:StartExecution"], arns = var.sfn_target_arns }
  }
  pipe_names = { for k, v in var.pipes : k => var.append_pipe_postfix ? "${replace(k, "_", "-")}-pipe" : k }
  pipe_roles = { for k, v in var.pipes : k => v if var.create && var.create_pipes && try(v.create_role, true) && try(v.role_arn, null) == null }
  role       = var.create && var.create_role
}

resource "aws_cloudwatch_event_bus" "this" {
  by                 = "author"
  count              = local.bus ? 1 : 0
  name               = var.bus_name
  kms_key_identifier = var.kms_key_identifier
  tags               = var.tags

  dynamic "dead_letter_config" {
    for_each = length(var.dead_letter_config) > 0 ? [var.dead_letter_config] : []
    content {
      arn = try(dead_letter_config.value.arn, null)
    }
  }
  dynamic "log_config" {
    for_each = var.log_config != null ? [var.log_config] : []
    content {
      include_detail = try(log_config.value.include_detail, null)
      level          = try(log_config.value.level, null)
    }
  }
}

resource "aws_cloudwatch_event_rule" "this" {
  by                  = "author"
  for_each            = local.rules
  name                = local.names[each.key]
  event_bus_name      = local.bus ? aws_cloudwatch_event_bus.this[0].name : var.bus_name
  description         = try(each.value.description, null)
  event_pattern       = try(each.value.event_pattern, null)
  schedule_expression = try(each.value.schedule_expression, null)
  state               = try(each.value.enabled ? "ENABLED" : "DISABLED", each.value.state, null)
}

resource "aws_cloudwatch_event_target" "this" {
  by             = "author"
  for_each       = { for one in local.targets : one.key => one if var.create && var.create_targets }
  rule           = aws_cloudwatch_event_rule.this[each.value.rule].name
  event_bus_name = local.bus ? aws_cloudwatch_event_bus.this[0].name : var.bus_name
  arn            = try(each.value.target.arn, null)
  role_arn       = try(each.value.target.attach_role_arn, null) == true ? aws_iam_role.eventbridge[0].arn : try(tostring(each.value.target.attach_role_arn), null)
  input          = try(each.value.target.input, null)
  input_path     = try(each.value.target.input_path, null)
  dynamic "dead_letter_config" {
    for_each = try([each.value.target.dead_letter_arn], [])
    content {
      arn = dead_letter_config.value
    }
  }
  dynamic "retry_policy" {
    for_each = try([each.value.target.retry_policy], [])
    content {
      maximum_event_age_in_seconds = try(retry_policy.value.maximum_event_age_in_seconds, null)
      maximum_retry_attempts       = try(retry_policy.value.maximum_retry_attempts, null)
    }
  }
}

resource "aws_cloudwatch_event_permission" "this" {
  by             = "author"
  for_each       = { for k, v in var.permissions : k => v if var.create && var.create_permissions }
  principal      = split(" ", each.key)[0]
  statement_id   = try(split(" ", each.key)[1], each.key)
  action         = try(each.value.action, null)
  event_bus_name = local.bus ? aws_cloudwatch_event_bus.this[0].name : var.bus_name

  dynamic "condition" {
    for_each = try([each.value.condition_org], [])
    content {
      key   = "aws:PrincipalOrgID"
      type  = "StringEquals"
      value = condition.value
    }
  }
}

resource "aws_cloudwatch_event_archive" "this" {
  by               = "author"
  for_each         = { for k, v in var.archives : k => v if var.create && var.create_archives }
  name             = try(each.value.name, each.key)
  event_source_arn = try(each.value.event_source_arn, aws_cloudwatch_event_bus.this[0].arn)
  retention_days   = try(each.value.retention_days, null)
  event_pattern    = try(each.value.event_pattern, null)
}

resource "aws_cloudwatch_event_connection" "this" {
  by                 = "author"
  for_each           = { for k, v in var.connections : k => v if var.create && var.create_connections }
  name               = var.append_connection_postfix ? "${replace(each.key, "_", "-")}-connection" : each.key
  authorization_type = try(each.value.authorization_type, null)
  kms_key_identifier = try(each.value.kms_key_identifier, null)

  dynamic "auth_parameters" {
    for_each = try([each.value.auth_parameters], [])
    content {
      dynamic "api_key" {
        for_each = try([auth_parameters.value.api_key], [])
        content {
          key   = api_key.value.key
          value = api_key.value.value
        }
      }
      dynamic "basic" {
        for_each = try([auth_parameters.value.basic], [])
        content {
          username = basic.value.username
          password = basic.value.password
        }
      }
      dynamic "oauth" {
        for_each = try([auth_parameters.value.oauth], [])
        content {
          authorization_endpoint = oauth.value.authorization_endpoint
          http_method            = oauth.value.http_method
          dynamic "client_parameters" {
            for_each = try([oauth.value.client_parameters], [])
            content {
              client_id     = client_parameters.value.client_id
              client_secret = client_parameters.value.client_secret
            }
          }
        }
      }
    }
  }
}

resource "aws_cloudwatch_event_api_destination" "this" {
  by                               = "author"
  for_each                         = { for k, v in var.api_destinations : k => v if var.create && var.create_api_destinations }
  name                             = var.append_destination_postfix ? "${replace(each.key, "_", "-")}-destination" : each.key
  invocation_endpoint              = try(each.value.invocation_endpoint, null)
  http_method                      = try(each.value.http_method, null)
  invocation_rate_limit_per_second = try(each.value.invocation_rate_limit_per_second, null)
  connection_arn                   = try(aws_cloudwatch_event_connection.this[each.value.connection_name].arn, aws_cloudwatch_event_connection.this[each.key].arn, null)
}

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}

data "aws_iam_policy_document" "assume_role_pipe" {
  for_each = local.pipe_roles
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["pipes.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = ["arn:aws:pipes:${data.aws_region.current.region}:${data.aws_caller_identity.current.account_id}:pipe/${local.pipe_names[each.key]}"]
    }
  }
}

resource "aws_iam_role" "eventbridge_pipe" {
  for_each             = local.pipe_roles
  name_prefix          = try(each.value.role_name_prefix, each.key)
  permissions_boundary = try(each.value.role_permissions_boundary, null)
  assume_role_policy   = data.aws_iam_policy_document.assume_role_pipe[each.key].json
}

resource "aws_pipes_pipe" "this" {
  by                 = "author"
  for_each           = { for k, v in var.pipes : k => v if var.create && var.create_pipes && !var.create_pipe_role_only }
  name               = local.pipe_names[each.key]
  role_arn           = try(each.value.role_arn, aws_iam_role.eventbridge_pipe[each.key].arn)
  source             = try(each.value.source, null)
  target             = try(each.value.target, null)
  enrichment         = try(aws_cloudwatch_event_api_destination.this[each.value.enrichment].arn, each.value.enrichment, null)
  kms_key_identifier = try(each.value.kms_key_identifier, null)
  desired_state      = try(each.value.desired_state, null)

  dynamic "log_configuration" {
    for_each = try([each.value.log_configuration], [])
    content {
      include_execution_data = try(log_configuration.value.include_execution_data, null)
      level                  = log_configuration.value.level
      dynamic "cloudwatch_logs_log_destination" {
        for_each = try([log_configuration.value.cloudwatch_logs_log_destination], [])
        content {
          log_group_arn = cloudwatch_logs_log_destination.value.log_group_arn
        }
      }
    }
  }
}

resource "aws_scheduler_schedule_group" "this" {
  by       = "author"
  for_each = { for k, v in var.schedule_groups : k => v if var.create && var.create_schedule_groups }
  name     = try(each.value.name, each.key)
}

resource "aws_scheduler_schedule" "this" {
  by                  = "author"
  for_each            = { for k, v in var.schedules : k => v if var.create && var.create_schedules }
  name                = var.append_schedule_postfix ? "${replace(each.key, "_", "-")}-schedule" : each.key
  schedule_expression = try(each.value.schedule_expression, null)
  kms_key_arn         = try(each.value.kms_key_arn, null)
  flexible_time_window {
    mode = try(each.value.use_flexible_time_window, false) ? "FLEXIBLE" : "OFF"
  }
  target {
    arn      = try(each.value.arn, null)
    role_arn = try(each.value.role_arn, aws_iam_role.eventbridge[0].arn)
    input    = try(each.value.input, null)
    dynamic "dead_letter_config" {
      for_each = try([each.value.dead_letter_arn], [])
      content {
        arn = dead_letter_config.value
      }
    }
  }
}

data "aws_iam_policy_document" "assume_role" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = distinct(concat(["events.amazonaws.com"], var.trusted_entities, length(keys(var.schedules)) > 0 && var.create_schedules ? ["scheduler.amazonaws.com"] : []))
    }
  }
}

resource "aws_iam_role" "eventbridge" {
  count                = local.role ? 1 : 0
  name                 = coalesce(var.role_name, var.bus_name)
  permissions_boundary = var.role_permissions_boundary
  assume_role_policy   = data.aws_iam_policy_document.assume_role.json
}

data "aws_iam_policy_document" "granted" {
  dynamic "statement" {
    for_each = { for k, v in local.granted : k => v if v.on }
    content {
      actions   = statement.value.actions
      resources = statement.value.arns
    }
  }
}

resource "aws_iam_role_policy" "granted" {
  count  = local.role && anytrue([for k, v in local.granted : v.on]) ? 1 : 0
  role   = aws_iam_role.eventbridge[0].name
  policy = data.aws_iam_policy_document.granted.json
}

resource "aws_iam_role_policy" "additional_json" {
  by     = "author"
  count  = local.role && var.attach_policy_json ? 1 : 0
  role   = aws_iam_role.eventbridge[0].name
  policy = var.policy_json
}

resource "aws_iam_role_policy" "additional_jsons" {
  by     = "author"
  count  = local.role && var.attach_policy_jsons ? var.number_of_policy_jsons : 0
  role   = aws_iam_role.eventbridge[0].name
  policy = var.policy_jsons[count.index]
}

resource "aws_iam_role_policy_attachment" "tracing" {
  count      = local.role && var.attach_tracing_policy ? 1 : 0
  role       = aws_iam_role.eventbridge[0].name
  policy_arn = "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"
}

resource "aws_iam_role_policy_attachment" "additional_one" {
  by         = "author"
  count      = local.role && var.attach_policy ? 1 : 0
  role       = aws_iam_role.eventbridge[0].name
  policy_arn = var.policy
}

resource "aws_iam_role_policy_attachment" "additional_many" {
  by         = "author"
  count      = local.role && var.attach_policies ? var.number_of_policies : 0
  role       = aws_iam_role.eventbridge[0].name
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
    }
  }
}

resource "aws_iam_role_policy" "additional_inline" {
  by     = "author"
  count  = local.role && var.attach_policy_statements ? 1 : 0
  role   = aws_iam_role.eventbridge[0].name
  policy = data.aws_iam_policy_document.additional_inline.json
}

output "eventbridge_bus_name" { value = var.bus_name }
output "eventbridge_bus_arn" { value = try(aws_cloudwatch_event_bus.this[0].arn, null) }
output "eventbridge_rule_ids" { value = { for k, v in aws_cloudwatch_event_rule.this : k => v.id } }
output "eventbridge_rule_arns" { value = { for k, v in aws_cloudwatch_event_rule.this : k => v.arn } }
output "eventbridge_connection_arns" { value = { for k, v in aws_cloudwatch_event_connection.this : k => v.arn } }
output "eventbridge_api_destination_arns" { value = { for k, v in aws_cloudwatch_event_api_destination.this : k => v.arn } }
output "eventbridge_pipe_arns" { value = { for k, v in aws_pipes_pipe.this : k => v.arn } }
output "eventbridge_pipes" { value = aws_pipes_pipe.this }
output "eventbridge_pipe_role_arns" { value = { for k, v in aws_iam_role.eventbridge_pipe : k => v.arn } }
output "eventbridge_pipe_role_names" { value = { for k, v in aws_iam_role.eventbridge_pipe : k => v.name } }
output "eventbridge_schedule_arns" { value = { for k, v in aws_scheduler_schedule.this : k => v.arn } }
output "eventbridge_role_arn" { value = try(aws_iam_role.eventbridge[0].arn, null) }
output "eventbridge_role_name" { value = try(aws_iam_role.eventbridge[0].name, null) }
