# What terraform-aws-modules/iam/aws//modules/iam-oidc-provider deploys, as far as it matters for security: names of
# inputs and outputs, and defaults, are those of
# https://registry.terraform.io/modules/terraform-aws-modules/iam/aws/6.5.0/submodules/iam-oidc-provider (2026-11-21).
# `by = "author"`: what the author decides by inputs; the rest is the module's own.

variable "create" { default = true }
variable "tags" { default = {} }
variable "client_id_list" { default = [] }
variable "url" { default = "https://token.actions.githubusercontent.com" }

data "aws_partition" "current" {}

resource "aws_iam_openid_connect_provider" "this" {
  by             = "author"
  count          = var.create ? 1 : 0
  url            = var.url
  client_id_list = coalescelist(var.client_id_list, ["sts.${data.aws_partition.current.dns_suffix}"])
  tags           = var.tags
}

output "arn" { value = try(aws_iam_openid_connect_provider.this[0].arn, null) }
output "url" { value = try(aws_iam_openid_connect_provider.this[0].url, null) }
