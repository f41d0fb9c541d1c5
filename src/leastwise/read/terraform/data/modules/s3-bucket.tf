# What terraform-aws-modules/s3-bucket/aws deploys, as far as it matters for security: names of inputs and outputs, and
# defaults, are those of https://registry.terraform.io/modules/terraform-aws-modules/s3-bucket/aws/5.15.4 (2026-11-21).

# Before version 3.9.0 nothing of public access was blocked by default.

variable "source" { default = "" }
variable "version" { default = "" }
variable "create_bucket" { default = true }
variable "attach_deny_insecure_transport_policy" { default = false }
variable "attach_require_latest_tls_policy" { default = false }
variable "attach_policy" { default = false }
variable "attach_elb_log_delivery_policy" { default = false }
variable "attach_lb_log_delivery_policy" { default = false }
variable "attach_access_log_delivery_policy" { default = false }
variable "attach_cloudtrail_log_delivery_policy" { default = false }
variable "attach_waf_log_delivery_policy" { default = false }
variable "attach_deny_unencrypted_object_uploads" { default = false }
variable "attach_deny_ssec_encrypted_object_uploads" { default = false }
variable "attach_deny_incorrect_kms_key_sse" { default = false }
variable "attach_deny_incorrect_encryption_headers" { default = false }
variable "attach_inventory_destination_policy" { default = false }
variable "attach_analytics_destination_policy" { default = false }
variable "lb_log_delivery_policy_source_organizations" { default = [] }
variable "access_log_delivery_policy_source_buckets" { default = [] }
variable "access_log_delivery_policy_source_accounts" { default = [] }
variable "access_log_delivery_policy_source_organizations" { default = [] }
variable "inventory_self_source_destination" { default = false }
variable "inventory_source_bucket_arn" { default = null }
variable "inventory_source_account_id" { default = null }
variable "analytics_self_source_destination" { default = false }
variable "analytics_source_bucket_arn" { default = null }
variable "analytics_source_account_id" { default = null }
variable "allowed_kms_key_arn" { default = null }
variable "owner" { default = {} }
variable "replication_configuration" { default = {} }
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
variable "block_public_acls" { default = null }
variable "block_public_policy" { default = null }
variable "ignore_public_acls" { default = null }
variable "restrict_public_buckets" { default = null }
variable "control_object_ownership" { default = false }
variable "object_ownership" { default = "BucketOwnerEnforced" }

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

locals {
  early   = can(regex("^(~>|=)? *v?([0-2][.]|3[.][0-8][.])", var.version)) || can(regex("[?&]ref=v?([0-2][.]|3[.][0-8][.])", var.source))
  bucket  = try(aws_s3_bucket.this[0].id, "")
  arn     = try(aws_s3_bucket.this[0].arn, "")
  account = data.aws_caller_identity.current.account_id
  objects = "${local.arn}/*"
  grants  = try(jsondecode(var.grant), var.grant)
  owned   = { test = "StringEquals", variable = "s3:x-amz-acl", values = ["bucket-owner-full-control"] }
  mine    = { test = "StringEquals", variable = "aws:SourceAccount", values = [local.account] }
  logs    = { test = "ArnLike", variable = "aws:SourceArn", values = ["arn:${data.aws_partition.current.partition}:logs:*:${local.account}:*"] }
  lb      = length(var.lb_log_delivery_policy_source_organizations) == 0 ? [] : [{ test = "StringEquals", variable = "aws:ResourceOrgID", values = var.lb_log_delivery_policy_source_organizations }]
  access  = length(var.access_log_delivery_policy_source_organizations) == 0 ? [] : [{ test = "StringEquals", variable = "aws:ResourceOrgID", values = var.access_log_delivery_policy_source_organizations }]
  sources = concat(
    length(var.access_log_delivery_policy_source_buckets) == 0 ? [] : [{ test = "ForAnyValue:ArnLike", variable = "aws:SourceArn", values = var.access_log_delivery_policy_source_buckets }],
    length(var.access_log_delivery_policy_source_accounts) == 0 ? [] : [{ test = "ForAnyValue:StringEquals", variable = "aws:SourceAccount", values = var.access_log_delivery_policy_source_accounts }],
  )
  reports = [
    { test = "ArnLike", variable = "aws:SourceArn", values = compact(distinct([var.inventory_self_source_destination ? local.arn : var.inventory_source_bucket_arn, var.analytics_self_source_destination ? local.arn : var.analytics_source_bucket_arn])) },
    { test = "StringEquals", variable = "aws:SourceAccount", values = compact(distinct([var.inventory_self_source_destination ? local.account : var.inventory_source_account_id, var.analytics_self_source_destination ? local.account : var.analytics_source_account_id])) },
    local.owned,
  ]
  kms = try(var.server_side_encryption_configuration.rule.apply_server_side_encryption_by_default.sse_algorithm, null) == "aws:kms"

  # What AWS services may do: when, sid, service, action, resource, conditions.
  allowed = [for one in [
    { when = var.attach_elb_log_delivery_policy, sid = "ELB", service = "logdelivery.elasticloadbalancing.amazonaws.com", actions = ["s3:PutObject"], resource = local.objects, conditions = [] },
    { when = var.attach_lb_log_delivery_policy, sid = "AlbNlbLogDeliveryWrite", service = "delivery.logs.amazonaws.com", actions = ["s3:PutObject"], resource = local.objects, conditions = concat([local.owned], local.lb) },
    { when = var.attach_lb_log_delivery_policy, sid = "AlbNlbLogDeliveryAclCheck", service = "delivery.logs.amazonaws.com", actions = ["s3:GetBucketAcl", "s3:ListBucket"], resource = local.arn, conditions = local.lb },
    { when = var.attach_access_log_delivery_policy, sid = "AWSAccessLogDeliveryWrite", service = "logging.s3.amazonaws.com", actions = ["s3:PutObject"], resource = local.objects, conditions = concat(local.sources, local.access) },
    { when = var.attach_access_log_delivery_policy, sid = "AWSAccessLogDeliveryAclCheck", service = "logging.s3.amazonaws.com", actions = ["s3:GetBucketAcl"], resource = local.arn, conditions = local.access },
    { when = var.attach_waf_log_delivery_policy, sid = "WafLogDeliveryWrite", service = "delivery.logs.amazonaws.com", actions = ["s3:PutObject"], resource = "${local.arn}/AWSLogs/${local.account}/*", conditions = [local.owned, local.mine, local.logs] },
    { when = var.attach_waf_log_delivery_policy, sid = "WafLogDeliveryAclCheck", service = "delivery.logs.amazonaws.com", actions = ["s3:GetBucketAcl"], resource = local.arn, conditions = [local.mine, local.logs] },
    { when = var.attach_cloudtrail_log_delivery_policy, sid = "AWSCloudTrailAclCheck", service = "cloudtrail.amazonaws.com", actions = ["s3:GetBucketAcl"], resource = local.arn, conditions = [] },
    { when = var.attach_cloudtrail_log_delivery_policy, sid = "AWSCloudTrailWrite", service = "cloudtrail.amazonaws.com", actions = ["s3:PutObject"], resource = "${local.arn}/AWSLogs/*", conditions = [local.owned] },
    { when = var.attach_inventory_destination_policy || var.attach_analytics_destination_policy, sid = "destinationInventoryAndAnalyticsPolicy", service = "s3.amazonaws.com", actions = ["s3:PutObject"], resource = local.objects, conditions = local.reports },
  ] : one if one.when]

  # What nobody may do: when, sid, condition.
  denied = [for one in [
    { when = var.attach_deny_insecure_transport_policy, sid = "denyInsecureTransport", test = "Bool", variable = "aws:SecureTransport", value = "false" },
    { when = var.attach_require_latest_tls_policy, sid = "denyOutdatedTLS", test = "NumericLessThan", variable = "s3:TlsVersion", value = "1.2" },
    { when = var.attach_deny_unencrypted_object_uploads, sid = "denyUnencryptedObjectUploads", test = "Null", variable = "s3:x-amz-server-side-encryption", value = "true" },
    { when = var.attach_deny_ssec_encrypted_object_uploads, sid = "denySSECEncryptedObjectUploads", test = "Null", variable = "s3:x-amz-server-side-encryption-customer-algorithm", value = "false" },
    { when = var.attach_deny_incorrect_kms_key_sse, sid = "denyIncorrectKmsKeySse", test = "StringNotEquals", variable = "s3:x-amz-server-side-encryption-aws-kms-key-id", value = var.allowed_kms_key_arn },
    { when = var.attach_deny_incorrect_encryption_headers, sid = "denyIncorrectEncryptionHeaders", test = "StringNotEquals", variable = "s3:x-amz-server-side-encryption", value = local.kms ? "aws:kms" : "AES256" },
  ] : one if one.when]

  policy = var.attach_policy || length(local.allowed) > 0 || length(local.denied) > 0
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
  count  = var.create_bucket && ((var.acl != null && var.acl != "null") || length(local.grants) > 0) ? 1 : 0
  bucket = local.bucket
  acl    = var.acl == "null" ? null : var.acl

  dynamic "access_control_policy" {
    for_each = length(local.grants) > 0 ? [true] : []
    content {
      dynamic "grant" {
        for_each = local.grants
        content {
          permission = grant.value.permission
          grantee {
            type          = grant.value.type
            id            = try(grant.value.id, null)
            uri           = try(grant.value.uri, null)
            email_address = try(grant.value.email, null)
          }
        }
      }
      owner {
        id = try(var.owner.id, null)
      }
    }
  }
}

resource "aws_s3_bucket_object_lock_configuration" "this" {
  by     = "author"
  count  = var.create_bucket && var.object_lock_enabled && try(var.object_lock_configuration.rule.default_retention, null) != null ? 1 : 0
  bucket = local.bucket
  rule {
    default_retention {
      mode  = var.object_lock_configuration.rule.default_retention.mode
      days  = try(var.object_lock_configuration.rule.default_retention.days, null)
      years = try(var.object_lock_configuration.rule.default_retention.years, null)
    }
  }
}

resource "aws_s3_bucket_replication_configuration" "this" {
  by     = "author"
  count  = var.create_bucket && length(keys(var.replication_configuration)) > 0 ? 1 : 0
  bucket = local.bucket
  role   = try(var.replication_configuration.role, null)

  dynamic "rule" {
    for_each = flatten(try([var.replication_configuration.rule], [var.replication_configuration.rules], []))
    content {
      id       = try(rule.value.id, null)
      priority = try(rule.value.priority, null)
      prefix   = try(rule.value.prefix, null)
      status   = try(tobool(rule.value.status) ? "Enabled" : "Disabled", title(lower(rule.value.status)), "Enabled")
      destination {
        bucket        = try(rule.value.destination.bucket, null)
        storage_class = try(rule.value.destination.storage_class, null)
        account       = try(rule.value.destination.account, rule.value.destination.account_id, null)
        dynamic "encryption_configuration" {
          for_each = try([rule.value.destination.encryption_configuration.replica_kms_key_id], [rule.value.destination.replica_kms_key_id], [])
          content {
            replica_kms_key_id = encryption_configuration.value
          }
        }
      }
    }
  }
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
  block_public_acls       = var.block_public_acls != null ? var.block_public_acls : !local.early
  block_public_policy     = var.block_public_policy != null ? var.block_public_policy : !local.early
  ignore_public_acls      = var.ignore_public_acls != null ? var.ignore_public_acls : !local.early
  restrict_public_buckets = var.restrict_public_buckets != null ? var.restrict_public_buckets : !local.early
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
    for_each = local.allowed
    content {
      sid       = statement.value.sid
      actions   = statement.value.actions
      resources = [statement.value.resource]
      principals {
        type        = "Service"
        identifiers = [statement.value.service]
      }
      dynamic "condition" {
        for_each = statement.value.conditions
        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
      }
    }
  }
  dynamic "statement" {
    for_each = local.denied
    content {
      sid       = statement.value.sid
      effect    = "Deny"
      actions   = contains(["denyInsecureTransport", "denyOutdatedTLS"], statement.value.sid) ? ["s3:*"] : ["s3:PutObject"]
      resources = contains(["denyInsecureTransport", "denyOutdatedTLS"], statement.value.sid) ? [local.arn, local.objects] : [local.objects]
      principals {
        type        = "*"
        identifiers = ["*"]
      }
      condition {
        test     = statement.value.test
        variable = statement.value.variable
        values   = [statement.value.value]
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
