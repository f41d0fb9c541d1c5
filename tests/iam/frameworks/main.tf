resource "aws_dynamodb_table" "orders" {
  name     = "orders"
  hash_key = "id"
}
resource "aws_sqs_queue" "jobs" { name = "jobs" }
resource "aws_sns_topic" "news" { name = "news" }
resource "aws_s3_bucket" "files" { bucket = "shop-files" }
resource "aws_secretsmanager_secret" "secret" { name = "shop-secret" }
resource "aws_kms_key" "key" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = aws_iam_role.work.arn }
      Action    = "kms:Decrypt"
      Resource  = "*"
    }]
  })
}
resource "aws_iam_policy" "bound" {
  name = "bound"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["dynamodb:*", "sqs:*"]
      Resource = "*"
    }]
  })
}
data "aws_iam_policy_document" "sending" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.jobs.arn]
  }
}
resource "aws_iam_policy" "sending" {
  name   = "sending"
  policy = data.aws_iam_policy_document.sending.json
}
resource "aws_iam_role" "work" {
  name = "work"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
  permissions_boundary = aws_iam_policy.bound.arn
}
resource "aws_iam_role_policy_attachment" "sending" {
  role       = aws_iam_role.work.name
  policy_arn = aws_iam_policy.sending.arn
}
resource "aws_iam_role_policy_attachment" "news" {
  role       = aws_iam_role.work.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSNSReadOnlyAccess"
}
resource "aws_iam_role_policy" "reading" {
  name = "reading"
  role = aws_iam_role.work.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "dynamodb:GetItem"
      Resource = aws_dynamodb_table.orders.arn
    }]
  })
}
resource "aws_lambda_function" "work" {
  function_name = "work"
  runtime       = "python3.13"
  handler       = "index.handler"
  role          = aws_iam_role.work.arn
  s3_bucket     = "code"
  s3_key        = "code.zip"
}
resource "aws_lambda_permission" "work" {
  function_name = aws_lambda_function.work.function_name
  action        = "lambda:InvokeFunction"
  principal     = aws_iam_role.work.arn
}
resource "aws_sqs_queue_policy" "jobs" {
  queue_url = aws_sqs_queue.jobs.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = aws_iam_role.work.arn }
      Action    = "sqs:ReceiveMessage"
      Resource  = aws_sqs_queue.jobs.arn
    }]
  })
}
resource "aws_sns_topic_policy" "news" {
  arn = aws_sns_topic.news.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = aws_iam_role.work.arn }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.news.arn
    }]
  })
}
data "aws_iam_policy_document" "files" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.files.arn}/*"]
    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.work.arn]
    }
  }
}
resource "aws_s3_bucket_policy" "files" {
  bucket = aws_s3_bucket.files.id
  policy = data.aws_iam_policy_document.files.json
}
resource "aws_secretsmanager_secret_policy" "secret" {
  secret_arn = aws_secretsmanager_secret.secret.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = aws_iam_role.work.arn }
      Action    = "secretsmanager:GetSecretValue"
      Resource  = "*"
    }]
  })
}
resource "aws_iam_user" "ann" { name = "ann" }
resource "aws_iam_user_group_membership" "ann" {
  user   = aws_iam_user.ann.name
  groups = [aws_iam_group.team.name]
}
resource "aws_iam_user_policy_attachment" "sending" {
  user       = aws_iam_user.ann.name
  policy_arn = aws_iam_policy.sending.arn
}
resource "aws_iam_user_policy" "putting" {
  name = "putting"
  user = aws_iam_user.ann.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "s3:PutObject"
      Resource = "${aws_s3_bucket.files.arn}/*"
    }]
  })
}
resource "aws_iam_group" "team" { name = "team" }
resource "aws_iam_group_policy_attachment" "news" {
  group      = aws_iam_group.team.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSNSReadOnlyAccess"
}
resource "aws_iam_group_policy" "listing" {
  name  = "listing"
  group = aws_iam_group.team.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "s3:ListBucket"
      Resource = aws_s3_bucket.files.arn
    }]
  })
}
