resource "aws_s3_bucket" "photos" {
  bucket_prefix = "corner-shop-photos-"
}

resource "aws_s3_bucket_public_access_block" "photos" {
  bucket                  = aws_s3_bucket.photos.id
  block_public_acls       = true
  ignore_public_acls      = true
  block_public_policy     = false
  restrict_public_buckets = false
}

resource "aws_s3_bucket_cors_configuration" "photos" {
  bucket = aws_s3_bucket.photos.id

  cors_rule {
    allowed_origins = ["*"]
    allowed_methods = ["GET", "PUT"]
    allowed_headers = ["*"]
  }
}

resource "aws_s3_bucket_policy" "photos" {
  bucket = aws_s3_bucket.photos.id
  policy = data.aws_iam_policy_document.photos.json
}

data "aws_iam_policy_document" "photos" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.photos.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

resource "aws_s3_bucket_notification" "photos" {
  bucket = aws_s3_bucket.photos.id

  lambda_function {
    lambda_function_arn = aws_lambda_function.thumbnails.arn
    events              = ["s3:ObjectCreated:*"]
  }

  depends_on = [aws_lambda_permission.thumbnails]
}

resource "aws_lambda_function" "thumbnails" {
  function_name    = "corner-shop-${var.stage}-thumbnails"
  filename         = data.archive_file.function["thumbnails"].output_path
  source_code_hash = data.archive_file.function["thumbnails"].output_base64sha256
  handler          = "app.handler"
  runtime          = "python3.9"
  timeout          = 900
  memory_size      = 1024
  layers           = ["arn:aws:lambda:${data.aws_region.current.region}:444455556666:layer:image-magick:3"]
  role             = aws_iam_role.thumbnails.arn

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.shop.name
  }

  environment {
    variables = local.environment
  }
}

resource "aws_iam_role" "thumbnails" {
  name               = "corner-shop-${var.stage}-thumbnails"
  assume_role_policy = data.aws_iam_policy_document.lambda.json
}

resource "aws_iam_role_policy_attachment" "thumbnails" {
  role       = aws_iam_role.thumbnails.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonS3FullAccess"
}

resource "aws_lambda_permission" "thumbnails" {
  function_name  = aws_lambda_function.thumbnails.function_name
  action         = "lambda:InvokeFunction"
  principal      = "s3.amazonaws.com"
  source_account = data.aws_caller_identity.current.account_id
  source_arn     = aws_s3_bucket.photos.arn
}
