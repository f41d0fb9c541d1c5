# What terraform-aws-modules/lambda/aws//modules/deploy deploys, as far as it matters for security: names of inputs
# and outputs, and defaults, are those of
# https://registry.terraform.io/modules/terraform-aws-modules/lambda/aws/8.8.1/submodules/deploy (2026-11-21).
# `by = "author"`: what the author decides by inputs; the rest is the module's own.

variable "create" { default = true }
variable "create_app" { default = false }
variable "use_existing_app" { default = false }
variable "app_name" { default = "" }
variable "create_deployment_group" { default = false }
variable "use_existing_deployment_group" { default = false }
variable "deployment_group_name" { default = "" }
variable "deployment_config_name" { default = "CodeDeployDefault.LambdaAllAtOnce" }
variable "auto_rollback_enabled" { default = true }
variable "auto_rollback_events" { default = ["DEPLOYMENT_STOP_ON_ALARM"] }
variable "alarm_enabled" { default = false }
variable "alarms" { default = [] }
variable "alarm_ignore_poll_alarm_failure" { default = false }
variable "triggers" { default = {} }
variable "create_codedeploy_role" { default = true }
variable "codedeploy_role_name" { default = "" }
variable "codedeploy_principals" { default = ["codedeploy.amazonaws.com"] }
variable "attach_hooks_policy" { default = false }
variable "attach_triggers_policy" { default = false }
variable "before_allow_traffic_hook_arn" { default = "" }
variable "after_allow_traffic_hook_arn" { default = "" }
variable "tags" { default = {} }

data "aws_partition" "current" {}

locals {
  app   = try(aws_codedeploy_app.this[0].name, var.app_name)
  role  = var.create && var.create_codedeploy_role
  name  = var.codedeploy_role_name != "" ? var.codedeploy_role_name : "${local.app}-codedeploy"
  hooks = compact([var.before_allow_traffic_hook_arn, var.after_allow_traffic_hook_arn])
}

resource "aws_codedeploy_app" "this" {
  by               = "author"
  count            = var.create && var.create_app && !var.use_existing_app ? 1 : 0
  name             = var.app_name
  compute_platform = "Lambda"
  tags             = var.tags
}

resource "aws_codedeploy_deployment_group" "this" {
  by                     = "author"
  count                  = var.create && var.create_deployment_group && !var.use_existing_deployment_group ? 1 : 0
  app_name               = local.app
  deployment_group_name  = var.deployment_group_name
  service_role_arn       = try(aws_iam_role.codedeploy[0].arn, "")
  deployment_config_name = var.deployment_config_name
  tags                   = var.tags

  deployment_style {
    deployment_option = "WITH_TRAFFIC_CONTROL"
    deployment_type   = "BLUE_GREEN"
  }
  auto_rollback_configuration {
    enabled = var.auto_rollback_enabled
    events  = var.auto_rollback_events
  }
  alarm_configuration {
    enabled                   = var.alarm_enabled
    alarms                    = var.alarms
    ignore_poll_alarm_failure = var.alarm_ignore_poll_alarm_failure
  }
  dynamic "trigger_configuration" {
    for_each = var.triggers
    content {
      trigger_events     = trigger_configuration.value.events
      trigger_name       = trigger_configuration.value.name
      trigger_target_arn = trigger_configuration.value.target_arn
    }
  }
}

data "aws_iam_policy_document" "assume_role" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = var.codedeploy_principals
    }
  }
}

resource "aws_iam_role" "codedeploy" {
  count              = local.role ? 1 : 0
  name               = local.name
  assume_role_policy = data.aws_iam_policy_document.assume_role.json
  tags               = var.tags
}

resource "aws_iam_role_policy_attachment" "codedeploy" {
  count      = local.role ? 1 : 0
  role       = aws_iam_role.codedeploy[0].name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSCodeDeployRoleForLambda"
}

data "aws_iam_policy_document" "hooks" {
  statement {
    actions   = ["lambda:InvokeFunction"]
    resources = local.hooks
  }
}

resource "aws_iam_policy" "hooks" {
  count  = local.role && var.attach_hooks_policy && length(local.hooks) > 0 ? 1 : 0
  policy = data.aws_iam_policy_document.hooks.json
}

resource "aws_iam_role_policy_attachment" "hooks" {
  count      = local.role && var.attach_hooks_policy && length(local.hooks) > 0 ? 1 : 0
  role       = aws_iam_role.codedeploy[0].name
  policy_arn = aws_iam_policy.hooks[0].arn
}

data "aws_iam_policy_document" "triggers" {
  statement {
    actions   = ["sns:Publish"]
    resources = ["*"]
  }
}

resource "aws_iam_policy" "triggers" {
  count  = local.role && var.attach_triggers_policy ? 1 : 0
  policy = data.aws_iam_policy_document.triggers.json
}

resource "aws_iam_role_policy_attachment" "triggers" {
  count      = local.role && var.attach_triggers_policy ? 1 : 0
  role       = aws_iam_role.codedeploy[0].name
  policy_arn = aws_iam_policy.triggers[0].arn
}

output "codedeploy_app_name" { value = local.app }
output "codedeploy_deployment_group_name" { value = try(aws_codedeploy_deployment_group.this[0].deployment_group_name, var.deployment_group_name) }
output "codedeploy_iam_role_name" { value = try(aws_iam_role.codedeploy[0].name, "") }
