# What terraform-aws-modules/iam/aws//modules/iam-policy deploys, as far as it matters for security: names of inputs
# and outputs, and defaults, are those of
# https://registry.terraform.io/modules/terraform-aws-modules/iam/aws/6.5.0/submodules/iam-policy (2026-11-21).
# `by = "author"`: what the author decides by inputs; the rest is the module's own.
# In version 5 `create_policy` was what `create` is now.

variable "create" { default = true }
variable "create_policy" { default = true }
variable "tags" { default = {} }
variable "name" { default = null }
variable "name_prefix" { default = null }
variable "path" { default = null }
variable "description" { default = null }
variable "policy" { default = "" }

resource "aws_iam_policy" "policy" {
  by          = "author"
  count       = var.create && var.create_policy ? 1 : 0
  name        = var.name
  name_prefix = var.name_prefix
  path        = var.path
  description = var.description
  policy      = var.policy
  tags        = var.tags
}

output "id" { value = try(aws_iam_policy.policy[0].id, null) }
output "arn" { value = try(aws_iam_policy.policy[0].arn, null) }
output "name" { value = try(aws_iam_policy.policy[0].name, null) }
output "policy" { value = try(aws_iam_policy.policy[0].policy, null) }
