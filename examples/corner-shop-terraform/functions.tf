# What the functions have in common.

locals {
  source = "${path.module}/../corner-shop/src"

  environment = {
    STAGE          = var.stage
    ORDERS_TABLE   = aws_dynamodb_table.orders.name
    SETTINGS_TABLE = aws_dynamodb_table.settings.name
  }
}

data "archive_file" "function" {
  for_each = toset([
    "admin", "authorizer", "catalogue", "notify", "order_worker", "orders", "receipts", "stock_sync", "thumbnails",
  ])

  type        = "zip"
  source_dir  = "${local.source}/${each.key}"
  output_path = "${path.module}/build/${each.key}.zip"
}

data "archive_file" "layer" { # the build puts it below python/, with its requirements
  type        = "zip"
  source_dir  = "${path.module}/../corner-shop/layers/shop"
  output_path = "${path.module}/build/layer.zip"
}

resource "aws_lambda_layer_version" "shop" {
  layer_name          = "shop"
  filename            = data.archive_file.layer.output_path
  source_code_hash    = data.archive_file.layer.output_base64sha256
  compatible_runtimes = ["python3.12"]
}

data "aws_iam_policy_document" "lambda" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy_attachment" "logs" {
  for_each = {
    admin      = aws_iam_role.admin.name
    authorizer = aws_iam_role.authorizer.name
    catalogue  = aws_iam_role.catalogue.name
    notify     = aws_iam_role.notify.name
    orders     = aws_iam_role.orders.name
    receipts   = aws_iam_role.receipts.name
    thumbnails = aws_iam_role.thumbnails.name
  }

  role       = each.value
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_cloudwatch_log_group" "shop" {
  name = "/corner-shop/${var.stage}"
}
