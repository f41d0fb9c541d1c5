"""Pieces of configurations, and what rules say about them."""

from leastwise.rules.example import findings

FUNCTION = """
resource "aws_iam_role" "orders" {
  assume_role_policy = jsonencode({
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}
resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = aws_iam_role.orders.arn
  runtime       = "python3.13"
  handler       = "app.handler"
  s3_bucket     = "packages"
  s3_key        = "orders.zip"
%s}
"""
FRONTED = """
resource "aws_apigatewayv2_api" "shop" {
  name          = "shop"
  protocol_type = "HTTP"
  cors_configuration { allow_origins = ["*"] }
}
resource "aws_apigatewayv2_integration" "orders" {
  api_id           = aws_apigatewayv2_api.shop.id
  integration_type = "AWS_PROXY"
  integration_uri  = aws_lambda_function.orders.invoke_arn
}
resource "aws_apigatewayv2_authorizer" "origin" {
  api_id           = aws_apigatewayv2_api.shop.id
  authorizer_type  = "REQUEST"
  authorizer_uri   = aws_lambda_function.orders.invoke_arn
  identity_sources = [%s]
  name             = "origin"
}
resource "aws_apigatewayv2_route" "orders" {
  api_id             = aws_apigatewayv2_api.shop.id
  route_key          = "GET /orders"
  authorization_type = "CUSTOM"
  authorizer_id      = aws_apigatewayv2_authorizer.origin.id
  target             = "integrations/${aws_apigatewayv2_integration.orders.id}"
}
resource "aws_apigatewayv2_stage" "live" {
  api_id = aws_apigatewayv2_api.shop.id
  name   = "live"
}
resource "aws_cloudfront_distribution" "site" {
  enabled = true
  origin {
    domain_name = "${aws_apigatewayv2_api.shop.id}.execute-api.eu-west-1.amazonaws.com"
    origin_id   = "api"
    custom_header {
      name  = "X-Origin-Verify"
      value = var.header
    }
  }
  default_cache_behavior {
    target_origin_id       = "api"
    viewer_protocol_policy = "https-only"
%s  }
}
variable "header" { sensitive = true }
"""
HEADER = '"$request.header.x-origin-verify"'


def said(rule, *parts, **files):
    """What a rule says about `main.tf` made of these parts, and other files."""
    return findings(rule(), {"main.tf": "".join(parts), **files})


BROKER = """
resource "aws_mq_broker" "orders" {
  broker_name        = "orders"
  engine_type        = "RabbitMQ"
  engine_version     = "3.13"
  host_instance_type = "mq.m5.large"
  user {
    username = "orders"
    password = var.password
  }
}
variable "password" {%s}
"""
PROFILE = """
resource "random_string" "suffix" { length = 8 }
resource "aws_iam_role" "idle" {
  name               = "idle_${random_string.suffix.result}"
  assume_role_policy = jsonencode({
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}
resource "aws_iam_role_policy_attachment" "idle" {
  role       = aws_iam_role.idle.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}
resource "aws_iam_instance_profile" "idle" {
  name = "idle_${random_string.suffix.result}"
  role = aws_iam_role.idle.name
}
"""
REST = """
resource "aws_api_gateway_rest_api" "shop" {
  name = "shop"
  %s
}
resource "aws_api_gateway_resource" "orders" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  parent_id   = aws_api_gateway_rest_api.shop.root_resource_id
  path_part   = "orders"
}
resource "aws_api_gateway_method" "orders" {
  rest_api_id   = aws_api_gateway_rest_api.shop.id
  resource_id   = aws_api_gateway_resource.orders.id
  http_method   = "GET"
  authorization = "NONE"
}
resource "aws_api_gateway_integration" "orders" {
  rest_api_id             = aws_api_gateway_rest_api.shop.id
  resource_id             = aws_api_gateway_resource.orders.id
  http_method             = aws_api_gateway_method.orders.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.orders.invoke_arn
}
"""
POLICY = """
resource "aws_iam_role_policy" "orders" {
  role = aws_iam_role.orders.id
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = [%s], Resource = "*" }]
  })
}
resource "aws_sqs_queue" "jobs" {}
resource "aws_sfn_state_machine" "flow" {
  role_arn   = aws_iam_role.orders.arn
  definition = "{}"
}
resource "aws_sns_topic" "news" {}
"""
DEPLOYED = """
resource "aws_api_gateway_deployment" "live" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  stage_name  = "live"
}
"""
