# What terraform-aws-modules/s3-bucket/aws deploys, as far as it matters for security: names of inputs and outputs, and
# defaults, are those of https://registry.terraform.io/modules/terraform-aws-modules/s3-bucket/aws/5.15.4 (2026-11-21).

variable "create_bucket" { default = true }
variable "attach_deny_insecure_transport_policy" { default = false }
variable "attach_require_latest_tls_policy" { default = false }
variable "attach_policy" { default = false }
variable "attach_public_policy" { default = true }
variable "bucket" { default = null }
variable "bucket_prefix" { default = null }
variable "acl" { default = null }
variable "policy" { default = null }
variable "tags" { default = {} }
variable "force_destroy" { default = false }
variable "website" { default = {} }
variable "cors_rule" { default = [] }
variable "versioning" { default = {} }
variable "logging" { default = {} }
variable "grant" { default = [] }
variable "lifecycle_rule" { default = [] }
variable "server_side_encryption_configuration" { default = {} }
variable "object_lock_enabled" { default = false }
variable "object_lock_configuration" { default = {} }
variable "block_public_acls" { default = true }
variable "block_public_policy" { default = true }
variable "ignore_public_acls" { default = true }
variable "restrict_public_buckets" { default = true }
variable "control_object_ownership" { default = false }
variable "object_ownership" { default = "BucketOwnerEnforced" }

locals {
  bucket = try(aws_s3_bucket.this[0].id, "")
  arn    = try(aws_s3_bucket.this[0].arn, "")
  policy = var.attach_policy || var.attach_deny_insecure_transport_policy || var.attach_require_latest_tls_policy
}

resource "aws_s3_bucket" "this" {
  by                  = "author"
  count               = var.create_bucket ? 1 : 0
  bucket              = var.bucket
  bucket_prefix       = var.bucket_prefix
  force_destroy       = var.force_destroy
  object_lock_enabled = var.object_lock_enabled ? true : null
  tags                = var.tags
}

resource "aws_s3_bucket_logging" "this" {
  by            = "author"
  count         = var.create_bucket && length(keys(var.logging)) > 0 ? 1 : 0
  bucket        = local.bucket
  target_bucket = try(var.logging.target_bucket, null)
  target_prefix = try(var.logging.target_prefix, null)
}

resource "aws_s3_bucket_acl" "this" {
  by     = "author"
  count  = var.create_bucket && var.acl != null ? 1 : 0
  bucket = local.bucket
  acl    = var.acl
}

resource "aws_s3_bucket_website_configuration" "this" {
  by     = "author"
  count  = var.create_bucket && length(keys(var.website)) > 0 ? 1 : 0
  bucket = local.bucket
  dynamic "index_document" {
    for_each = try([var.website.index_document], [])
    content {
      suffix = index_document.value
    }
  }
  dynamic "error_document" {
    for_each = try([var.website.error_document], [])
    content {
      key = error_document.value
    }
  }
  dynamic "redirect_all_requests_to" {
    for_each = try([var.website.redirect_all_requests_to], [])
    content {
      host_name = redirect_all_requests_to.value.host_name
      protocol  = try(redirect_all_requests_to.value.protocol, null)
    }
  }
}

resource "aws_s3_bucket_versioning" "this" {
  by     = "author"
  count  = var.create_bucket && length(keys(var.versioning)) > 0 ? 1 : 0
  bucket = local.bucket
  mfa    = try(var.versioning.mfa, null)
  versioning_configuration {
    status     = try(var.versioning.enabled ? "Enabled" : "Suspended", tobool(var.versioning.status) ? "Enabled" : "Suspended", title(lower(var.versioning.status)), "Enabled")
    mfa_delete = try(tobool(var.versioning.mfa_delete) ? "Enabled" : "Disabled", null)
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  by     = "author"
  count  = var.create_bucket && length(keys(var.server_side_encryption_configuration)) > 0 ? 1 : 0
  bucket = local.bucket
  dynamic "rule" {
    for_each = try(flatten([var.server_side_encryption_configuration.rule]), [])
    content {
      bucket_key_enabled = try(rule.value.bucket_key_enabled, null)
      dynamic "apply_server_side_encryption_by_default" {
        for_each = try([rule.value.apply_server_side_encryption_by_default], [])
        content {
          sse_algorithm     = apply_server_side_encryption_by_default.value.sse_algorithm
          kms_master_key_id = try(apply_server_side_encryption_by_default.value.kms_master_key_id, null)
        }
      }
    }
  }
}

resource "aws_s3_bucket_cors_configuration" "this" {
  by     = "author"
  count  = var.create_bucket && length(var.cors_rule) > 0 ? 1 : 0
  bucket = local.bucket
  dynamic "cors_rule" {
    for_each = var.cors_rule
    content {
      allowed_methods = cors_rule.value.allowed_methods
      allowed_origins = cors_rule.value.allowed_origins
      allowed_headers = try(cors_rule.value.allowed_headers, null)
      expose_headers  = try(cors_rule.value.expose_headers, null)
      max_age_seconds = try(cors_rule.value.max_age_seconds, null)
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  by     = "author"
  count  = var.create_bucket && length(var.lifecycle_rule) > 0 ? 1 : 0
  bucket = local.bucket
  dynamic "rule" {
    for_each = var.lifecycle_rule
    content {
      id     = try(rule.value.id, null)
      status = try(rule.value.enabled ? "Enabled" : "Disabled", tobool(rule.value.status) ? "Enabled" : "Disabled", title(lower(rule.value.status)), "Enabled")
      dynamic "expiration" {
        for_each = try(flatten([rule.value.expiration]), [])
        content {
          days = try(expiration.value.days, null)
        }
      }
      dynamic "noncurrent_version_expiration" {
        for_each = try(flatten([rule.value.noncurrent_version_expiration]), [])
        content {
          noncurrent_days = try(noncurrent_version_expiration.value.days, noncurrent_version_expiration.value.noncurrent_days, null)
        }
      }
    }
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  by                      = "author"
  count                   = var.create_bucket && var.attach_public_policy ? 1 : 0
  bucket                  = local.bucket
  block_public_acls       = var.block_public_acls
  block_public_policy     = var.block_public_policy
  ignore_public_acls      = var.ignore_public_acls
  restrict_public_buckets = var.restrict_public_buckets
}

resource "aws_s3_bucket_ownership_controls" "this" {
  by     = "author"
  count  = var.create_bucket && var.control_object_ownership ? 1 : 0
  bucket = local.bucket
  rule {
    object_ownership = var.object_ownership
  }
}

data "aws_iam_policy_document" "combined" {
  source_policy_documents = compact([var.attach_policy ? var.policy : ""])
  dynamic "statement" {
    for_each = var.attach_deny_insecure_transport_policy ? [1] : []
    content {
      effect    = "Deny"
      actions   = ["s3:*"]
      resources = [local.arn, "${local.arn}/*"]
      principals {
        type        = "*"
        identifiers = ["*"]
      }
      condition {
        test     = "Bool"
        variable = "aws:SecureTransport"
        values   = ["false"]
      }
    }
  }
  dynamic "statement" {
    for_each = var.attach_require_latest_tls_policy ? [1] : []
    content {
      effect    = "Deny"
      actions   = ["s3:*"]
      resources = [local.arn, "${local.arn}/*"]
      principals {
        type        = "*"
        identifiers = ["*"]
      }
      condition {
        test     = "NumericLessThan"
        variable = "s3:TlsVersion"
        values   = ["1.2"]
      }
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  by     = var.attach_policy ? "author" : "framework"
  count  = var.create_bucket && local.policy ? 1 : 0
  bucket = local.bucket
  policy = data.aws_iam_policy_document.combined.json
}

output "s3_bucket_id" { value = local.bucket }
output "s3_bucket_arn" { value = local.arn }
output "s3_bucket_bucket_domain_name" { value = try(aws_s3_bucket.this[0].bucket_domain_name, "") }
output "s3_bucket_bucket_regional_domain_name" { value = try(aws_s3_bucket.this[0].bucket_regional_domain_name, "") }
output "s3_bucket_website_endpoint" { value = try(aws_s3_bucket_website_configuration.this[0].website_endpoint, "") }
