# What terraform-aws-modules/s3-bucket/aws//modules/account-public-access deploys, as far as it matters for security:
# names of inputs and outputs, and defaults, are those of
# https://registry.terraform.io/modules/terraform-aws-modules/s3-bucket/aws/5.15.4/submodules/account-public-access
# (2026-11-21).
# `by = "author"`: what the author decides by inputs; the rest is the module's own.

variable "create" { default = true }
variable "account_id" { default = null }
variable "block_public_acls" { default = false }
variable "block_public_policy" { default = false }
variable "ignore_public_acls" { default = false }
variable "restrict_public_buckets" { default = false }

resource "aws_s3_account_public_access_block" "this" {
  by                      = "author"
  count                   = var.create ? 1 : 0
  account_id              = var.account_id
  block_public_acls       = var.block_public_acls
  block_public_policy     = var.block_public_policy
  ignore_public_acls      = var.ignore_public_acls
  restrict_public_buckets = var.restrict_public_buckets
}
