# The front door.

locals {
  paths = {
    products = aws_api_gateway_resource.products.id
    product  = aws_api_gateway_resource.product.id
    photo    = aws_api_gateway_resource.photo.id
    orders   = aws_api_gateway_resource.orders.id
    order    = aws_api_gateway_resource.order.id
  }

  cors = {
    "method.response.header.Access-Control-Allow-Origin"  = "'*'"
    "method.response.header.Access-Control-Allow-Headers" = "'Authorization,Content-Type'"
    "method.response.header.Access-Control-Allow-Methods" = "'GET,POST,OPTIONS'"
  }
}

resource "aws_api_gateway_rest_api" "shop" {
  name = "corner-shop-${var.stage}"
}

resource "aws_api_gateway_authorizer" "member" {
  rest_api_id                      = aws_api_gateway_rest_api.shop.id
  name                             = "member"
  type                             = "REQUEST"
  identity_source                  = "method.request.header.Authorization"
  authorizer_result_ttl_in_seconds = 300
  authorizer_uri                   = aws_lambda_function.authorizer.invoke_arn
}

resource "aws_api_gateway_resource" "products" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  parent_id   = aws_api_gateway_rest_api.shop.root_resource_id
  path_part   = "products"
}

resource "aws_api_gateway_resource" "product" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  parent_id   = aws_api_gateway_resource.products.id
  path_part   = "{productId}"
}

resource "aws_api_gateway_resource" "photo" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  parent_id   = aws_api_gateway_resource.product.id
  path_part   = "photo"
}

resource "aws_api_gateway_resource" "orders" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  parent_id   = aws_api_gateway_rest_api.shop.root_resource_id
  path_part   = "orders"
}

resource "aws_api_gateway_resource" "order" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  parent_id   = aws_api_gateway_resource.orders.id
  path_part   = "{orderId}"
}

resource "aws_api_gateway_method" "catalogue" {
  for_each = {
    products = "GET"
    product  = "GET"
    photo    = "POST"
  }

  rest_api_id   = aws_api_gateway_rest_api.shop.id
  resource_id   = local.paths[each.key]
  http_method   = each.value
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "catalogue" {
  for_each = aws_api_gateway_method.catalogue

  rest_api_id             = each.value.rest_api_id
  resource_id             = each.value.resource_id
  http_method             = each.value.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.catalogue.invoke_arn
}

resource "aws_api_gateway_method" "place_order" {
  rest_api_id   = aws_api_gateway_rest_api.shop.id
  resource_id   = aws_api_gateway_resource.orders.id
  http_method   = "POST"
  authorization = "CUSTOM"
  authorizer_id = aws_api_gateway_authorizer.member.id
}

resource "aws_api_gateway_integration" "place_order" {
  rest_api_id             = aws_api_gateway_rest_api.shop.id
  resource_id             = aws_api_gateway_resource.orders.id
  http_method             = aws_api_gateway_method.place_order.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.orders.invoke_arn
}

resource "aws_api_gateway_method" "list_orders" {
  rest_api_id   = aws_api_gateway_rest_api.shop.id
  resource_id   = aws_api_gateway_resource.orders.id
  http_method   = "GET"
  authorization = "CUSTOM"
  authorizer_id = aws_api_gateway_authorizer.member.id
}

resource "aws_api_gateway_integration" "list_orders" {
  rest_api_id             = aws_api_gateway_rest_api.shop.id
  resource_id             = aws_api_gateway_resource.orders.id
  http_method             = aws_api_gateway_method.list_orders.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.orders.invoke_arn
}

resource "aws_api_gateway_method" "show_order" {
  rest_api_id   = aws_api_gateway_rest_api.shop.id
  resource_id   = aws_api_gateway_resource.order.id
  http_method   = "GET"
  authorization = "CUSTOM"
  authorizer_id = aws_api_gateway_authorizer.member.id
}

resource "aws_api_gateway_integration" "show_order" {
  rest_api_id             = aws_api_gateway_rest_api.shop.id
  resource_id             = aws_api_gateway_resource.order.id
  http_method             = aws_api_gateway_method.show_order.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.orders.invoke_arn
}

resource "aws_api_gateway_method" "preflight" {
  for_each = local.paths

  rest_api_id   = aws_api_gateway_rest_api.shop.id
  resource_id   = each.value
  http_method   = "OPTIONS"
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "preflight" {
  for_each = local.paths

  rest_api_id       = aws_api_gateway_rest_api.shop.id
  resource_id       = each.value
  http_method       = aws_api_gateway_method.preflight[each.key].http_method
  type              = "MOCK"
  request_templates = { "application/json" = jsonencode({ statusCode = 200 }) }
}

resource "aws_api_gateway_method_response" "preflight" {
  for_each = local.paths

  rest_api_id         = aws_api_gateway_rest_api.shop.id
  resource_id         = each.value
  http_method         = aws_api_gateway_method.preflight[each.key].http_method
  status_code         = "200"
  response_parameters = { for header, _ in local.cors : header => false }
}

resource "aws_api_gateway_integration_response" "preflight" {
  for_each = local.paths

  rest_api_id         = aws_api_gateway_rest_api.shop.id
  resource_id         = each.value
  http_method         = aws_api_gateway_method.preflight[each.key].http_method
  status_code         = aws_api_gateway_method_response.preflight[each.key].status_code
  response_parameters = local.cors
}

resource "aws_api_gateway_deployment" "shop" {
  rest_api_id = aws_api_gateway_rest_api.shop.id

  triggers = {
    redeployment = filesha1("${path.module}/api.tf")
  }

  lifecycle {
    create_before_destroy = true
  }

  depends_on = [
    aws_api_gateway_integration.catalogue,
    aws_api_gateway_integration.place_order,
    aws_api_gateway_integration.list_orders,
    aws_api_gateway_integration.show_order,
    aws_api_gateway_integration_response.preflight,
  ]
}

resource "aws_api_gateway_stage" "shop" {
  rest_api_id   = aws_api_gateway_rest_api.shop.id
  deployment_id = aws_api_gateway_deployment.shop.id
  stage_name    = var.stage
}

resource "aws_api_gateway_method_settings" "all" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  stage_name  = aws_api_gateway_stage.shop.stage_name
  method_path = "*/*"

  settings {
    logging_level      = "INFO"
    data_trace_enabled = true
  }
}

resource "aws_lambda_function" "authorizer" {
  function_name    = "corner-shop-${var.stage}-authorizer"
  filename         = data.archive_file.function["authorizer"].output_path
  source_code_hash = data.archive_file.function["authorizer"].output_base64sha256
  handler          = "index.handler"
  runtime          = "nodejs24.x"
  timeout          = 60
  memory_size      = 256
  role             = aws_iam_role.authorizer.arn

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.shop.name
  }

  environment {
    variables = merge(local.environment, {
      AUTH_HEADER_NAME = "Authorization"
      TOKEN_USE        = "id"
    })
  }
}

resource "aws_iam_role" "authorizer" {
  name               = "corner-shop-${var.stage}-authorizer"
  assume_role_policy = data.aws_iam_policy_document.lambda.json
}

resource "aws_lambda_permission" "authorizer" {
  function_name = aws_lambda_function.authorizer.function_name
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.shop.execution_arn}/authorizers/${aws_api_gateway_authorizer.member.id}"
}

resource "aws_lambda_function" "catalogue" {
  function_name    = "corner-shop-${var.stage}-catalogue"
  filename         = data.archive_file.function["catalogue"].output_path
  source_code_hash = data.archive_file.function["catalogue"].output_base64sha256
  handler          = "app.handler"
  runtime          = "python3.12"
  timeout          = 60
  memory_size      = 256
  layers           = [aws_lambda_layer_version.shop.arn]
  role             = aws_iam_role.catalogue.arn

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.shop.name
  }

  environment {
    variables = merge(local.environment, {
      DB_HOST       = aws_rds_cluster.products.endpoint
      DB_SECRET     = aws_secretsmanager_secret.db.arn
      PHOTOS_BUCKET = aws_s3_bucket.photos.id
    })
  }
}

resource "aws_iam_role" "catalogue" {
  name               = "corner-shop-${var.stage}-catalogue"
  assume_role_policy = data.aws_iam_policy_document.lambda.json
}

resource "aws_iam_role_policy" "catalogue" {
  role   = aws_iam_role.catalogue.id
  policy = data.aws_iam_policy_document.catalogue.json
}

data "aws_iam_policy_document" "catalogue" {
  statement {
    actions   = ["s3:PutObject", "s3:PutObjectAcl", "s3:PutLifecycleConfiguration"]
    resources = [aws_s3_bucket.photos.arn, "${aws_s3_bucket.photos.arn}/*"]
  }

  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.db.arn]
  }

  statement {
    actions   = ["cloudwatch:PutMetricData"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "cloudwatch:namespace"
      values   = ["CornerShop"]
    }
  }
}

resource "aws_lambda_permission" "catalogue_api" {
  function_name = aws_lambda_function.catalogue.function_name
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.shop.execution_arn}/*/*/products*"
}

resource "aws_lambda_permission" "till" { # the till in the shop asks for prices
  function_name = aws_lambda_function.catalogue.function_name
  action        = "lambda:InvokeFunction"
  principal     = "*"
}

resource "aws_lambda_function" "orders" {
  function_name    = "corner-shop-${var.stage}-orders"
  filename         = data.archive_file.function["orders"].output_path
  source_code_hash = data.archive_file.function["orders"].output_base64sha256
  handler          = "app.handler"
  runtime          = "python3.12"
  timeout          = 60
  memory_size      = 256
  role             = aws_iam_role.orders.arn

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.shop.name
  }

  environment {
    variables = merge(local.environment, {
      ORDER_QUEUE     = aws_sqs_queue.orders.url
      RECEIPTS_BUCKET = aws_s3_bucket.receipts.id
    })
  }
}

resource "aws_iam_role" "orders" {
  name               = "corner-shop-${var.stage}-orders"
  assume_role_policy = data.aws_iam_policy_document.lambda.json
}

resource "aws_iam_role_policy" "orders" {
  role   = aws_iam_role.orders.id
  policy = data.aws_iam_policy_document.orders.json
}

data "aws_iam_policy_document" "orders" {
  statement {
    actions   = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan"]
    resources = [aws_dynamodb_table.settings.arn]
  }

  statement {
    actions   = ["sqs:SendMessage*"]
    resources = [aws_sqs_queue.orders.arn]
  }

  statement {
    actions   = ["s3:GetObject", "s3:ListBucket"]
    resources = [aws_s3_bucket.receipts.arn, "${aws_s3_bucket.receipts.arn}/*"]
  }

  statement {
    actions   = ["dynamodb:*"]
    resources = [aws_dynamodb_table.orders.arn, "${aws_dynamodb_table.orders.arn}/index/*"]
  }
}

resource "aws_lambda_permission" "orders_api" {
  function_name = aws_lambda_function.orders.function_name
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.shop.execution_arn}/*/*/orders*"
}

output "api_url" {
  value = aws_api_gateway_stage.shop.invoke_url
}
