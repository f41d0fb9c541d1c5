# The order desk.

resource "aws_sqs_queue" "orders" {
  name                       = "corner-shop-${var.stage}-orders"
  visibility_timeout_seconds = 60
  sqs_managed_sse_enabled    = false
}

resource "aws_sqs_queue_policy" "orders" {
  queue_url = aws_sqs_queue.orders.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "sqs:SendMessage"
      Resource  = aws_sqs_queue.orders.arn
    }]
  })
}

resource "aws_lambda_function" "order_worker" {
  function_name    = "corner-shop-${var.stage}-order-worker"
  filename         = data.archive_file.function["order_worker"].output_path
  source_code_hash = data.archive_file.function["order_worker"].output_base64sha256
  handler          = "app.handler"
  runtime          = "python3.12"
  timeout          = 60
  memory_size      = 256
  role             = aws_iam_role.batch.arn

  tracing_config {
    mode = "Active"
  }

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.shop.name
  }

  environment {
    variables = merge(local.environment, {
      ORDER_TOPIC = aws_sns_topic.orders.arn
    })
  }
}

resource "aws_lambda_event_source_mapping" "order_worker" {
  function_name    = aws_lambda_function.order_worker.arn
  event_source_arn = aws_sqs_queue.orders.arn
  batch_size       = 10
}

resource "aws_sns_topic" "orders" {
  name = "corner-shop-${var.stage}-orders"
}

resource "aws_dynamodb_table" "orders" {
  name             = "corner-shop-${var.stage}-orders"
  billing_mode     = "PAY_PER_REQUEST"
  hash_key         = "orderId"
  stream_enabled   = true
  stream_view_type = "NEW_IMAGE"

  attribute {
    name = "orderId"
    type = "S"
  }

  attribute {
    name = "memberId"
    type = "S"
  }

  attribute {
    name = "month"
    type = "S"
  }

  global_secondary_index {
    name            = "byMember"
    hash_key        = "memberId"
    projection_type = "ALL"
  }

  global_secondary_index {
    name            = "byMonth"
    hash_key        = "month"
    projection_type = "ALL"
  }
}

resource "aws_dynamodb_table" "settings" {
  name         = "corner-shop-${var.stage}-settings"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }

  server_side_encryption {
    enabled = true
  }
}

resource "aws_lambda_function" "receipts" {
  function_name    = "corner-shop-${var.stage}-receipts"
  filename         = data.archive_file.function["receipts"].output_path
  source_code_hash = data.archive_file.function["receipts"].output_base64sha256
  handler          = "index.handler"
  runtime          = "nodejs24.x"
  timeout          = 60
  memory_size      = 256
  role             = aws_iam_role.receipts.arn

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.shop.name
  }

  environment {
    variables = merge(local.environment, {
      RECEIPTS_BUCKET = aws_s3_bucket.receipts.id
      SEAL_SECRET     = aws_ssm_parameter.seal_secret.name
    })
  }
}

resource "aws_iam_role" "receipts" {
  name               = "corner-shop-${var.stage}-receipts"
  assume_role_policy = data.aws_iam_policy_document.lambda.json
}

resource "aws_iam_role_policy_attachment" "receipts_stream" {
  role       = aws_iam_role.receipts.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaDynamoDBExecutionRole"
}

resource "aws_iam_role_policy" "receipts" {
  role = aws_iam_role.receipts.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["s3:PutObject", "s3:PutObjectAcl", "s3:PutLifecycleConfiguration"]
        Resource = [aws_s3_bucket.receipts.arn, "${aws_s3_bucket.receipts.arn}/*"]
      },
      {
        Effect   = "Allow"
        Action   = ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"]
        Resource = aws_ssm_parameter.seal_secret.arn
      },
    ]
  })
}

resource "aws_lambda_event_source_mapping" "receipts" {
  function_name     = aws_lambda_function.receipts.arn
  event_source_arn  = aws_dynamodb_table.orders.stream_arn
  starting_position = "LATEST"
  batch_size        = 10
}

resource "aws_ssm_parameter" "seal_secret" {
  name  = "/corner-shop/${var.stage}/receipt-seal"
  type  = "String"
  value = var.receipt_seal_secret
}

resource "aws_s3_bucket" "receipts" {
  bucket_prefix = "corner-shop-receipts-"
}

resource "aws_lambda_function" "notify" {
  function_name    = "corner-shop-${var.stage}-notify"
  filename         = data.archive_file.function["notify"].output_path
  source_code_hash = data.archive_file.function["notify"].output_base64sha256
  handler          = "index.handler"
  runtime          = "nodejs18.x"
  timeout          = 60
  memory_size      = 256
  role             = aws_iam_role.notify.arn

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.shop.name
  }

  environment {
    variables = merge(local.environment, {
      MAIL_FROM       = "orders@corner-shop.example"
      CALLBACK_SECRET = "7f3a90c41be25d68f0a1b3c79e84d2561c0e9ba7"
    })
  }
}

resource "aws_iam_role" "notify" {
  name               = "corner-shop-${var.stage}-notify"
  assume_role_policy = data.aws_iam_policy_document.lambda.json
}

resource "aws_iam_role_policy" "notify" {
  role = aws_iam_role.notify.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["ses:SendEmail", "dynamodb:GetItem"]
      Resource = "*"
    }]
  })
}

resource "aws_sns_topic_subscription" "notify" {
  topic_arn = aws_sns_topic.orders.arn
  protocol  = "lambda"
  endpoint  = aws_lambda_function.notify.arn
}

resource "aws_lambda_permission" "notify" {
  function_name = aws_lambda_function.notify.function_name
  action        = "lambda:InvokeFunction"
  principal     = "sns.amazonaws.com"
  source_arn    = aws_sns_topic.orders.arn
}

resource "aws_cloudwatch_metric_alarm" "oldest_order" {
  alarm_name          = "corner-shop-${var.stage}-oldest-order"
  alarm_description   = "Orders wait longer than a quarter of an hour"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateAgeOfOldestMessage"
  dimensions          = { QueueName = aws_sqs_queue.orders.name }
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 3
  threshold           = 900
  comparison_operator = "GreaterThanThreshold"
}
