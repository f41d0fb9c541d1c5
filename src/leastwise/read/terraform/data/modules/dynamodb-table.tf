# What terraform-aws-modules/dynamodb-table/aws deploys, as far as it matters for security: names of inputs and outputs,
# and defaults, are those of
# https://registry.terraform.io/modules/terraform-aws-modules/dynamodb-table/aws/5.5.0 (2026-11-21).

variable "create_table" { default = true }
variable "name" { default = null }
variable "attributes" { default = [] }
variable "hash_key" { default = null }
variable "range_key" { default = null }
variable "billing_mode" { default = "PAY_PER_REQUEST" }
variable "write_capacity" { default = null }
variable "read_capacity" { default = null }
variable "point_in_time_recovery_enabled" { default = false }
variable "point_in_time_recovery_period_in_days" { default = null }
variable "ttl_enabled" { default = false }
variable "ttl_attribute_name" { default = "" }
variable "global_secondary_indexes" { default = [] }
variable "local_secondary_indexes" { default = [] }
variable "replica_regions" { default = [] }
variable "stream_enabled" { default = false }
variable "stream_view_type" { default = null }
variable "server_side_encryption_enabled" { default = false }
variable "server_side_encryption_kms_key_arn" { default = null }
variable "table_class" { default = null }
variable "deletion_protection_enabled" { default = null }
variable "resource_policy" { default = null }
variable "tags" { default = {} }

resource "aws_dynamodb_table" "this" {
  by                          = "author"
  count                       = var.create_table ? 1 : 0
  name                        = var.name
  billing_mode                = var.billing_mode
  hash_key                    = var.hash_key
  range_key                   = var.range_key
  read_capacity               = var.read_capacity
  write_capacity              = var.write_capacity
  stream_enabled              = var.stream_enabled
  stream_view_type            = var.stream_view_type
  table_class                 = var.table_class
  deletion_protection_enabled = var.deletion_protection_enabled
  tags                        = var.tags

  ttl {
    enabled        = var.ttl_enabled
    attribute_name = var.ttl_attribute_name
  }
  point_in_time_recovery {
    enabled                 = var.point_in_time_recovery_enabled
    recovery_period_in_days = var.point_in_time_recovery_period_in_days
  }
  server_side_encryption {
    enabled     = var.server_side_encryption_enabled
    kms_key_arn = var.server_side_encryption_kms_key_arn
  }
  dynamic "attribute" {
    for_each = var.attributes
    content {
      name = attribute.value.name
      type = attribute.value.type
    }
  }
  dynamic "local_secondary_index" {
    for_each = var.local_secondary_indexes
    content {
      name            = local_secondary_index.value.name
      range_key       = local_secondary_index.value.range_key
      projection_type = local_secondary_index.value.projection_type
    }
  }
  dynamic "global_secondary_index" {
    for_each = var.global_secondary_indexes
    content {
      name            = global_secondary_index.value.name
      hash_key        = try(global_secondary_index.value.hash_key, null)
      range_key       = try(global_secondary_index.value.range_key, null)
      projection_type = global_secondary_index.value.projection_type
    }
  }
  dynamic "replica" {
    for_each = var.replica_regions
    content {
      region_name                 = replica.value.region_name
      kms_key_arn                 = try(replica.value.kms_key_arn, null)
      point_in_time_recovery      = try(replica.value.point_in_time_recovery, null)
      deletion_protection_enabled = try(replica.value.deletion_protection_enabled, null)
    }
  }
}

resource "aws_dynamodb_resource_policy" "this" {
  by           = "author"
  count        = var.create_table && var.resource_policy != null ? 1 : 0
  resource_arn = aws_dynamodb_table.this[0].arn
  policy       = replace(var.resource_policy, "__DYNAMODB_TABLE_ARN__", "*")
}

output "dynamodb_table_arn" { value = try(aws_dynamodb_table.this[0].arn, "") }
output "dynamodb_table_id" { value = try(aws_dynamodb_table.this[0].id, "") }
output "dynamodb_table_stream_arn" { value = try(aws_dynamodb_table.this[0].stream_arn, null) }
output "dynamodb_table_stream_label" { value = try(aws_dynamodb_table.this[0].stream_label, null) }
