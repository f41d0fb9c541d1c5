# What terraform-aws-modules/apigateway-v2/aws deploys, as far as it matters for security: names of inputs and outputs,
# and defaults, are those of
# https://registry.terraform.io/modules/terraform-aws-modules/apigateway-v2/aws/6.1.0 (2026-11-21). Its certificate and
# DNS records are not told here.

variable "create" { default = true }
variable "name" { default = "" }
variable "description" { default = null }
variable "protocol_type" { default = "HTTP" }
variable "body" { default = null }
variable "cors_configuration" { default = null }
variable "credentials_arn" { default = null }
variable "disable_execute_api_endpoint" { default = null }
variable "route_key" { default = null }
variable "route_selection_expression" { default = null }
variable "target" { default = null }
variable "authorizers" { default = {} }
variable "create_domain_name" { default = true }
variable "domain_name" { default = "" }
variable "domain_name_certificate_arn" { default = null }
variable "mutual_tls_authentication" { default = {} }
variable "create_routes_and_integrations" { default = true }
variable "routes" { default = {} }
variable "create_stage" { default = true }
variable "stage_access_log_settings" { default = {} }
variable "stage_client_certificate_id" { default = null }
variable "stage_default_route_settings" { default = {} }
variable "stage_name" { default = "$default" }
variable "stage_variables" { default = {} }
variable "tags" { default = {} }

locals {
  is_http      = var.protocol_type == "HTTP"
  is_websocket = var.protocol_type == "WEBSOCKET"
  routes       = { for k, v in var.routes : k => v if var.create && var.create_routes_and_integrations }
  domain       = var.create && var.create_domain_name
  stage        = var.create && var.create_stage
  log_group    = local.stage && var.stage_access_log_settings != null && try(var.stage_access_log_settings.create_log_group, true)
}

resource "aws_apigatewayv2_api" "this" {
  by                           = "author"
  count                        = var.create ? 1 : 0
  name                         = var.name
  description                  = var.description
  protocol_type                = var.protocol_type
  body                         = local.is_http ? var.body : null
  credentials_arn              = local.is_http ? var.credentials_arn : null
  disable_execute_api_endpoint = local.is_http && local.domain ? true : var.disable_execute_api_endpoint
  route_key                    = local.is_http ? var.route_key : null
  route_selection_expression   = var.route_selection_expression
  target                       = local.is_http ? var.target : null
  tags                         = var.tags

  dynamic "cors_configuration" {
    for_each = local.is_http && var.cors_configuration != null ? [var.cors_configuration] : []
    content {
      allow_credentials = try(cors_configuration.value.allow_credentials, null)
      allow_headers     = try(cors_configuration.value.allow_headers, null)
      allow_methods     = try(cors_configuration.value.allow_methods, null)
      allow_origins     = try(cors_configuration.value.allow_origins, null)
      expose_headers    = try(cors_configuration.value.expose_headers, null)
      max_age           = try(cors_configuration.value.max_age, null)
    }
  }
}

resource "aws_apigatewayv2_authorizer" "this" {
  by                                = "author"
  for_each                          = { for k, v in var.authorizers : k => v if var.create }
  api_id                            = aws_apigatewayv2_api.this[0].id
  name                              = try(each.value.name, each.key)
  authorizer_type                   = try(each.value.authorizer_type, "REQUEST")
  authorizer_uri                    = try(each.value.authorizer_uri, null)
  authorizer_credentials_arn        = try(each.value.authorizer_credentials_arn, null)
  authorizer_payload_format_version = try(each.value.authorizer_payload_format_version, null)
  authorizer_result_ttl_in_seconds  = try(each.value.authorizer_result_ttl_in_seconds, null)
  enable_simple_responses           = try(each.value.enable_simple_responses, null)
  identity_sources                  = try(each.value.identity_sources, null)

  dynamic "jwt_configuration" {
    for_each = try([each.value.jwt_configuration], [])
    content {
      audience = try(jwt_configuration.value.audience, null)
      issuer   = try(jwt_configuration.value.issuer, null)
    }
  }
}

resource "aws_apigatewayv2_route" "this" {
  by                   = "author"
  for_each             = local.routes
  api_id               = aws_apigatewayv2_api.this[0].id
  route_key            = each.key
  api_key_required     = local.is_websocket ? try(each.value.api_key_required, null) : null
  authorization_scopes = try(each.value.authorization_scopes, null)
  authorization_type   = try(each.value.authorization_type, null)
  authorizer_id        = try(aws_apigatewayv2_authorizer.this[each.value.authorizer_key].id, each.value.authorizer_id, null)
  target               = "integrations/${aws_apigatewayv2_integration.this[each.key].id}"
}

resource "aws_apigatewayv2_integration" "this" {
  by                     = "author"
  for_each               = local.routes
  api_id                 = aws_apigatewayv2_api.this[0].id
  connection_id          = try(each.value.integration.connection_id, null)
  connection_type        = try(each.value.integration.connection_type, null)
  credentials_arn        = try(each.value.integration.credentials_arn, null)
  integration_method     = try(each.value.integration.method, null)
  integration_subtype    = try(each.value.integration.subtype, null)
  integration_type       = try(each.value.integration.type, "AWS_PROXY")
  integration_uri        = try(each.value.integration.uri, null)
  payload_format_version = try(each.value.integration.payload_format_version, null)
  request_parameters     = try(each.value.integration.request_parameters, null)
  timeout_milliseconds   = try(each.value.integration.timeout_milliseconds, null)
}

resource "aws_apigatewayv2_stage" "this" {
  by                    = "author"
  count                 = local.stage ? 1 : 0
  api_id                = aws_apigatewayv2_api.this[0].id
  name                  = var.stage_name
  auto_deploy           = local.is_http ? true : null
  client_certificate_id = local.is_websocket ? var.stage_client_certificate_id : null
  stage_variables       = var.stage_variables

  dynamic "access_log_settings" {
    for_each = var.stage_access_log_settings != null ? [var.stage_access_log_settings] : []
    content {
      destination_arn = local.log_group ? aws_cloudwatch_log_group.this["this"].arn : try(access_log_settings.value.destination_arn, null)
      format          = try(access_log_settings.value.format, "$context.requestId $context.identity.sourceIp $context.status")
    }
  }
  dynamic "default_route_settings" {
    for_each = var.stage_default_route_settings != null ? [var.stage_default_route_settings] : []
    content {
      data_trace_enabled       = local.is_websocket ? try(default_route_settings.value.data_trace_enabled, true) : null
      detailed_metrics_enabled = try(default_route_settings.value.detailed_metrics_enabled, true)
      logging_level            = local.is_websocket ? try(default_route_settings.value.logging_level, null) : null
      throttling_burst_limit   = try(default_route_settings.value.throttling_burst_limit, 500)
      throttling_rate_limit    = try(default_route_settings.value.throttling_rate_limit, 1000)
    }
  }
  dynamic "route_settings" {
    for_each = local.routes
    content {
      route_key                = route_settings.key
      data_trace_enabled       = local.is_websocket ? try(coalesce(try(route_settings.value.data_trace_enabled, null), try(var.stage_default_route_settings.data_trace_enabled, true)), true) : null
      detailed_metrics_enabled = try(coalesce(try(route_settings.value.detailed_metrics_enabled, null), try(var.stage_default_route_settings.detailed_metrics_enabled, true)), true)
      logging_level            = local.is_websocket ? try(coalesce(try(route_settings.value.logging_level, null), try(var.stage_default_route_settings.logging_level, null)), null) : null
      throttling_burst_limit   = try(coalesce(try(route_settings.value.throttling_burst_limit, null), try(var.stage_default_route_settings.throttling_burst_limit, 500)), 500)
      throttling_rate_limit    = try(coalesce(try(route_settings.value.throttling_rate_limit, null), try(var.stage_default_route_settings.throttling_rate_limit, 1000)), 1000)
    }
  }
}

resource "aws_cloudwatch_log_group" "this" {
  by                = "author"
  for_each          = toset(local.log_group ? ["this"] : [])
  name              = try(var.stage_access_log_settings.log_group_name, "/aws/apigateway/${var.name}/${replace(var.stage_name, "$", "")}")
  retention_in_days = try(var.stage_access_log_settings.log_group_retention_in_days, 30)
  kms_key_id        = try(var.stage_access_log_settings.log_group_kms_key_id, null)
}

resource "aws_apigatewayv2_domain_name" "this" {
  by          = "author"
  count       = local.domain ? 1 : 0
  domain_name = var.domain_name
  domain_name_configuration {
    certificate_arn = var.domain_name_certificate_arn
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }
  dynamic "mutual_tls_authentication" {
    for_each = length(keys(var.mutual_tls_authentication)) > 0 ? [var.mutual_tls_authentication] : []
    content {
      truststore_uri     = mutual_tls_authentication.value.truststore_uri
      truststore_version = try(mutual_tls_authentication.value.truststore_version, null)
    }
  }
}

resource "aws_apigatewayv2_api_mapping" "this" {
  by          = "author"
  count       = local.domain && local.stage ? 1 : 0
  api_id      = aws_apigatewayv2_api.this[0].id
  domain_name = aws_apigatewayv2_domain_name.this[0].id
  stage       = aws_apigatewayv2_stage.this[0].id
}

output "api_id" { value = try(aws_apigatewayv2_api.this[0].id, null) }
output "api_endpoint" { value = try(aws_apigatewayv2_api.this[0].api_endpoint, null) }
output "api_arn" { value = try(aws_apigatewayv2_api.this[0].arn, null) }
output "api_execution_arn" { value = try(aws_apigatewayv2_api.this[0].execution_arn, null) }
output "authorizers" { value = aws_apigatewayv2_authorizer.this }
output "integrations" { value = aws_apigatewayv2_integration.this }
output "routes" { value = aws_apigatewayv2_route.this }
output "domain_name_id" { value = try(aws_apigatewayv2_domain_name.this[0].id, null) }
output "stage_id" { value = try(aws_apigatewayv2_stage.this[0].id, null) }
output "stage_arn" { value = try(aws_apigatewayv2_stage.this[0].arn, null) }
output "stage_execution_arn" { value = try(aws_apigatewayv2_stage.this[0].execution_arn, null) }
output "stage_invoke_url" { value = try(aws_apigatewayv2_stage.this[0].invoke_url, null) }
