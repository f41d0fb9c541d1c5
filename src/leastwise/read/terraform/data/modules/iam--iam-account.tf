# What terraform-aws-modules/iam/aws//modules/iam-account deploys, as far as it matters for security: names of inputs
# and outputs, and defaults, are those of
# https://registry.terraform.io/modules/terraform-aws-modules/iam/aws/6.5.0/submodules/iam-account (2026-11-21).
# `by = "author"`: what the author decides by inputs; the rest is the module's own.

variable "create" { default = true }
variable "account_alias" { default = "" }
variable "create_account_password_policy" { default = true }
variable "max_password_age" { default = 0 }
variable "minimum_password_length" { default = 8 }
variable "allow_users_to_change_password" { default = true }
variable "hard_expiry" { default = false }
variable "password_reuse_prevention" { default = null }
variable "require_lowercase_characters" { default = true }
variable "require_uppercase_characters" { default = true }
variable "require_numbers" { default = true }
variable "require_symbols" { default = true }

resource "aws_iam_account_alias" "this" {
  by            = "author"
  count         = var.create ? 1 : 0
  account_alias = var.account_alias
}

resource "aws_iam_account_password_policy" "this" {
  by                             = "author"
  count                          = var.create && var.create_account_password_policy ? 1 : 0
  max_password_age               = var.max_password_age
  minimum_password_length        = var.minimum_password_length
  allow_users_to_change_password = var.allow_users_to_change_password
  hard_expiry                    = var.hard_expiry
  password_reuse_prevention      = var.password_reuse_prevention
  require_lowercase_characters   = var.require_lowercase_characters
  require_uppercase_characters   = var.require_uppercase_characters
  require_numbers                = var.require_numbers
  require_symbols                = var.require_symbols
}
