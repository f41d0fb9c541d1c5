# What terraform-aws-modules/lambda/aws//modules/docker-build deploys, as far as it matters for security: names of
# inputs and outputs, and defaults, are those of
# https://registry.terraform.io/modules/terraform-aws-modules/lambda/aws/8.8.1/submodules/docker-build (2026-11-21).
# `by = "author"`: what the author decides by inputs; the rest is the module's own.

variable "create_ecr_repo" { default = false }
variable "ecr_address" { default = null }
variable "ecr_repo" { default = null }
variable "use_image_tag" { default = true }
variable "image_tag" { default = null }
variable "source_path" { default = null }
variable "docker_file_path" { default = "Dockerfile" }
variable "image_tag_mutability" { default = "MUTABLE" }
variable "scan_on_push" { default = false }
variable "ecr_force_delete" { default = true }
variable "ecr_repo_tags" { default = {} }
variable "ecr_repo_lifecycle_policy" { default = null }

data "aws_caller_identity" "this" {}
data "aws_region" "current" {}

locals {
  address = var.ecr_address != null ? var.ecr_address : "${data.aws_caller_identity.this.account_id}.dkr.ecr.${data.aws_region.current.region}.amazonaws.com"
  repo    = var.create_ecr_repo ? aws_ecr_repository.this[0].id : var.ecr_repo
  tag     = var.image_tag != null ? var.image_tag : formatdate("YYYYMMDDhhmmss", timestamp())
  image   = var.use_image_tag ? "${local.address}/${local.repo}:${local.tag}" : "${local.address}/${local.repo}"
}

resource "aws_ecr_repository" "this" {
  by                   = "author"
  count                = var.create_ecr_repo ? 1 : 0
  name                 = var.ecr_repo
  force_delete         = var.ecr_force_delete
  image_tag_mutability = var.image_tag_mutability
  tags                 = var.ecr_repo_tags

  image_scanning_configuration {
    scan_on_push = var.scan_on_push
  }
}

resource "aws_ecr_lifecycle_policy" "this" {
  by         = "author"
  count      = var.ecr_repo_lifecycle_policy != null ? 1 : 0
  policy     = var.ecr_repo_lifecycle_policy
  repository = local.repo
}

output "image_uri" { value = local.image }
output "image_id" { value = local.image }
