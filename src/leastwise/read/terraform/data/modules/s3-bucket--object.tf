# What terraform-aws-modules/s3-bucket/aws//modules/object deploys, as far as it matters for security: names of inputs
# and outputs, and defaults, are those of
# https://registry.terraform.io/modules/terraform-aws-modules/s3-bucket/aws/5.15.4/submodules/object (2026-11-21).
# `by = "author"`: what the author decides by inputs; the rest is the module's own.

variable "create" { default = true }
variable "bucket" { default = "" }
variable "key" { default = "" }
variable "file_source" { default = null }
variable "content" { default = null }
variable "content_base64" { default = null }
variable "acl" { default = null }
variable "kms_key_id" { default = null }
variable "server_side_encryption" { default = null }
variable "bucket_key_enabled" { default = null }
variable "tags" { default = {} }

resource "aws_s3_object" "this" {
  by                     = "author"
  count                  = var.create ? 1 : 0
  bucket                 = var.bucket
  key                    = var.key
  source                 = var.file_source
  content                = var.content
  content_base64         = var.content_base64
  acl                    = var.acl
  server_side_encryption = var.server_side_encryption
  kms_key_id             = var.kms_key_id
  bucket_key_enabled     = var.bucket_key_enabled
  tags                   = var.tags
}

output "s3_object_id" { value = try(aws_s3_object.this[0].id, "") }
output "s3_object_etag" { value = try(aws_s3_object.this[0].etag, "") }
output "s3_object_version_id" { value = try(aws_s3_object.this[0].version_id, "") }
