variable "transform_function_arn" {
  description = "Output TransformFunctionArn of the kubehose stack"
  type        = string
}

variable "api_key_secret_arn" {
  description = "Secret with the Datadog API key: {\"api_key\":\"…\"}"
  type        = string
}

variable "backup_bucket_arn" {
  description = "Bucket for what cannot be delivered"
  type        = string
}

variable "stream_name" {
  type    = string
  default = "kubehose-prod"
}

variable "datadog_url" {
  description = "Firehose endpoint of your Datadog site"
  type        = string
  default     = "https://aws-kinesis-http-intake.logs.datadoghq.com/v1/input"
}

locals {
  # arn, partition, service, region, account
  place = split(":", var.transform_function_arn)
}

data "aws_iam_policy_document" "firehose_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["firehose.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.place[4]]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:${local.place[1]}:firehose:${local.place[3]}:${local.place[4]}:deliverystream/${var.stream_name}"]
    }
  }
}

data "aws_iam_policy_document" "stream" {
  statement {
    actions   = ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"]
    resources = [var.backup_bucket_arn]
  }

  statement {
    actions   = ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"]
    resources = ["${var.backup_bucket_arn}/*"]
  }

  statement {
    actions   = ["logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.stream.arn}:log-stream:*"]
  }

  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [var.api_key_secret_arn]
  }

  # Both: Firehose appends a version to the ARN when it invokes.
  statement {
    actions   = ["lambda:GetFunctionConfiguration", "lambda:InvokeFunction"]
    resources = [var.transform_function_arn, "${var.transform_function_arn}:*"]
  }
}

resource "aws_iam_role" "stream" {
  name               = "${var.stream_name}-stream"
  assume_role_policy = data.aws_iam_policy_document.firehose_trust.json
}

resource "aws_iam_role_policy" "stream" {
  name   = "stream"
  role   = aws_iam_role.stream.id
  policy = data.aws_iam_policy_document.stream.json
}

resource "aws_cloudwatch_log_group" "stream" {
  name              = "/aws/kinesisfirehose/${var.stream_name}"
  retention_in_days = 30
}

resource "aws_cloudwatch_log_stream" "delivery" {
  name           = "DestinationDelivery"
  log_group_name = aws_cloudwatch_log_group.stream.name
}

resource "aws_cloudwatch_log_stream" "backup" {
  name           = "BackupDelivery"
  log_group_name = aws_cloudwatch_log_group.stream.name
}

resource "aws_kinesis_firehose_delivery_stream" "logs" {
  name        = var.stream_name
  destination = "http_endpoint"
  depends_on  = [aws_iam_role_policy.stream]

  server_side_encryption {
    enabled  = true
    key_type = "AWS_OWNED_CMK"
  }

  http_endpoint_configuration {
    name               = "Datadog"
    url                = var.datadog_url
    role_arn           = aws_iam_role.stream.arn
    buffering_size     = 2
    buffering_interval = 60
    retry_duration     = 300
    s3_backup_mode     = "FailedDataOnly"

    secrets_manager_configuration {
      enabled    = true
      secret_arn = var.api_key_secret_arn
      role_arn   = aws_iam_role.stream.arn
    }

    request_configuration {
      content_encoding = "GZIP"
    }

    # Buffer 1 MB, 60 s and 3 retries are the defaults. The provider keeps no defaults in its state, so naming them
    # here would show a difference in every plan. Never raise the buffer: a response above 6 MB fails the whole batch.
    processing_configuration {
      enabled = true

      processors {
        type = "Lambda"

        parameters {
          parameter_name  = "LambdaArn"
          parameter_value = var.transform_function_arn
        }
      }
    }

    cloudwatch_logging_options {
      enabled         = true
      log_group_name  = aws_cloudwatch_log_group.stream.name
      log_stream_name = aws_cloudwatch_log_stream.delivery.name
    }

    s3_configuration {
      bucket_arn          = var.backup_bucket_arn
      role_arn            = aws_iam_role.stream.arn
      prefix              = "records/!{timestamp:yyyy/MM/dd/HH}/"
      error_output_prefix = "errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/"
      buffering_size      = 5
      buffering_interval  = 300
      compression_format  = "GZIP"

      cloudwatch_logging_options {
        enabled         = true
        log_group_name  = aws_cloudwatch_log_group.stream.name
        log_stream_name = aws_cloudwatch_log_stream.backup.name
      }
    }
  }
}
