resource "aws_lambda_function" "admin" { # esbuild makes the bundle: npm run build in ../corner-shop/src/admin
  function_name    = "corner-shop-${var.stage}-admin"
  filename         = data.archive_file.function["admin"].output_path
  source_code_hash = data.archive_file.function["admin"].output_base64sha256
  handler          = "app.handler"
  runtime          = "nodejs24.x"
  timeout          = 60
  memory_size      = 256
  role             = aws_iam_role.admin.arn

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.shop.name
  }

  environment {
    variables = merge(local.environment, {
      STOCK_SYNC_FUNCTION = aws_lambda_function.stock_sync.function_name
    })
  }
}

resource "aws_iam_role" "admin" {
  name               = "corner-shop-${var.stage}-admin"
  assume_role_policy = data.aws_iam_policy_document.lambda.json
}

resource "aws_iam_role_policy_attachment" "admin" {
  role       = aws_iam_role.admin.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}

resource "aws_lambda_function_url" "admin" {
  function_name      = aws_lambda_function.admin.function_name
  authorization_type = "NONE"

  cors {
    allow_origins = ["*"]
  }
}

resource "aws_lambda_function" "stock_sync" {
  function_name    = "corner-shop-${var.stage}-stock-sync"
  filename         = data.archive_file.function["stock_sync"].output_path
  source_code_hash = data.archive_file.function["stock_sync"].output_base64sha256
  handler          = "app.handler"
  runtime          = "python3.12"
  timeout          = 60
  memory_size      = 256
  layers           = [aws_lambda_layer_version.shop.arn]
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
      DB_HOST   = aws_rds_cluster.products.endpoint
      DB_SECRET = aws_secretsmanager_secret.db.arn
    })
  }
}

resource "aws_scheduler_schedule" "nightly" {
  name                         = "corner-shop-${var.stage}-nightly"
  schedule_expression          = "cron(15 2 * * ? *)"
  schedule_expression_timezone = "Europe/London"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_lambda_function.stock_sync.arn
    role_arn = aws_iam_role.nightly.arn
  }
}

resource "aws_iam_role" "nightly" {
  name = "corner-shop-${var.stage}-nightly"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "scheduler.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
    }]
  })
}

resource "aws_iam_role_policy" "nightly" {
  role = aws_iam_role.nightly.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "lambda:InvokeFunction"
      Resource = aws_lambda_function.stock_sync.arn
    }]
  })
}

resource "aws_iam_role" "batch" {
  name               = "corner-shop-${var.stage}-batch"
  assume_role_policy = data.aws_iam_policy_document.lambda.json
}

resource "aws_iam_role_policy" "batch" {
  name   = "batch"
  role   = aws_iam_role.batch.id
  policy = data.aws_iam_policy_document.batch.json
}

data "aws_iam_policy_document" "batch" {
  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.shop.arn}:*"]
  }

  statement {
    actions   = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
    resources = ["*"]
  }

  statement {
    actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
    resources = [aws_sqs_queue.orders.arn]
  }

  statement {
    actions   = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"]
    resources = [aws_dynamodb_table.orders.arn, aws_dynamodb_table.settings.arn]
  }

  statement {
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.orders.arn]
  }

  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = ["*"]
  }
}

resource "aws_rds_cluster" "products" {
  cluster_identifier_prefix = "corner-shop-"
  engine                    = "aurora-postgresql"
  database_name             = "shop"
  master_username           = "shop"
  master_password           = random_password.db.result
  vpc_security_group_ids    = [aws_security_group.db.id]
  final_snapshot_identifier = "corner-shop-${var.stage}-last"

  serverlessv2_scaling_configuration {
    min_capacity = 0.5
    max_capacity = 2
  }
}

resource "aws_rds_cluster_instance" "products" {
  engine              = "aurora-postgresql"
  cluster_identifier  = aws_rds_cluster.products.id
  instance_class      = "db.serverless"
  publicly_accessible = true
}

resource "aws_security_group" "db" {
  description = "PostgreSQL for the functions and the office"

  ingress {
    protocol    = "tcp"
    from_port   = 5432
    to_port     = 5432
    cidr_blocks = ["0.0.0.0/0"]
    description = "Lambda has no fixed address"
  }
}

resource "random_password" "db" {
  length  = 32
  special = false
}

resource "aws_secretsmanager_secret" "db" {
  name_prefix = "corner-shop-db-"
}

resource "aws_secretsmanager_secret_version" "db" {
  secret_id     = aws_secretsmanager_secret.db.id
  secret_string = jsonencode({ username = "shop", password = random_password.db.result })
}

output "admin_url" {
  value = aws_lambda_function_url.admin.function_url
}
