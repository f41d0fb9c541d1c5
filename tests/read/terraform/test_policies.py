"""The policies that Terraform writes beside what they are for are found there, at their lines."""

import pytest

from leastwise.iam.lint.policies import policies
from leastwise.rules.example import readings

DOCUMENT = """jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "*", Resource = "*" }]
  })"""


@pytest.mark.parametrize(
    ("type_", "resources"),
    [
        ("AWS::APS::ResourcePolicy", 'resource "aws_prometheus_resource_policy" "x" { policy_document = HERE }'),
        (
            "AWS::Backup::LogicallyAirGappedBackupVault",
            """resource "aws_backup_logically_air_gapped_vault" "vault" { name = "vault" }
            resource "aws_backup_vault_policy" "x" {
              backup_vault_name = aws_backup_logically_air_gapped_vault.vault.name
              policy = HERE
            }""",
        ),
        (
            "AWS::CodeArtifact::Domain",
            """resource "aws_codeartifact_domain" "own" { domain = "own" }
            resource "aws_codeartifact_domain_permissions_policy" "x" {
              domain = aws_codeartifact_domain.own.domain
              policy_document = HERE
            }""",
        ),
        (
            "AWS::CodeArtifact::Repository",
            """resource "aws_codeartifact_repository" "own" {
              domain = "own"
              repository = "own"
            }
            resource "aws_codeartifact_repository_permissions_policy" "x" {
              domain = "own"
              repository = aws_codeartifact_repository.own.repository
              policy_document = HERE
            }""",
        ),
        ("AWS::ECR::RegistryPolicy", 'resource "aws_ecr_registry_policy" "x" { policy = HERE }'),
        ("AWS::EventSchemas::RegistryPolicy", 'resource "aws_schemas_registry_policy" "x" { policy = HERE }'),
        (
            "AWS::Logs::DeliveryDestination",
            """resource "aws_cloudwatch_log_delivery_destination" "own" { name = "own" }
            resource "aws_cloudwatch_log_delivery_destination_policy" "x" {
              delivery_destination_name = aws_cloudwatch_log_delivery_destination.own.name
              delivery_destination_policy = HERE
            }""",
        ),
        (
            "AWS::MediaStore::Container",
            """resource "aws_media_store_container" "own" { name = "own" }
            resource "aws_media_store_container_policy" "x" {
              container_name = aws_media_store_container.own.name
              policy = HERE
            }""",
        ),
        (
            "AWS::Oam::Sink",
            """resource "aws_oam_sink" "own" { name = "own" }
            resource "aws_oam_sink_policy" "x" {
              sink_identifier = aws_oam_sink.own.arn
              policy = HERE
            }""",
        ),
        (
            "AWS::Redshift::Cluster",
            """resource "aws_redshift_cluster" "own" { cluster_identifier = "own" }
            resource "aws_redshift_resource_policy" "x" {
              resource_arn = aws_redshift_cluster.own.cluster_namespace_arn
              policy = HERE
            }""",
        ),
        ("AWS::RolesAnywhere::Profile", 'resource "aws_rolesanywhere_profile" "x" { session_policy = HERE }'),
        (
            "AWS::S3::MultiRegionAccessPointPolicy",
            """resource "aws_s3control_multi_region_access_point_policy" "x" {
              details {
                name = "own"
                policy = HERE
              }
            }""",
        ),
        (
            "AWS::S3ObjectLambda::AccessPointPolicy",
            'resource "aws_s3control_object_lambda_access_point_policy" "x" { policy = HERE }',
        ),
        ("AWS::S3Outposts::BucketPolicy", 'resource "aws_s3control_bucket_policy" "x" { policy = HERE }'),
        ("AWS::S3Tables::TablePolicy", 'resource "aws_s3tables_table_policy" "x" { resource_policy = HERE }'),
        ("AWS::S3Vectors::VectorBucketPolicy", 'resource "aws_s3vectors_vector_bucket_policy" "x" { policy = HERE }'),
        (
            "AWS::SSO::PermissionSet",
            """resource "aws_ssoadmin_permission_set" "own" { name = "own" }
            resource "aws_ssoadmin_permission_set_inline_policy" "x" {
              permission_set_arn = aws_ssoadmin_permission_set.own.arn
              inline_policy = HERE
            }""",
        ),
        (
            "AWS::SageMaker::ModelPackageGroup",
            """resource "aws_sagemaker_model_package_group" "own" { model_package_group_name = "own" }
            resource "aws_sagemaker_model_package_group_policy" "x" {
              model_package_group_name = aws_sagemaker_model_package_group.own.model_package_group_name
              resource_policy = HERE
            }""",
        ),
        ("AWS::Transfer::User", 'resource "aws_transfer_user" "x" { policy = HERE }'),
        ("AWS::XRay::ResourcePolicy", 'resource "aws_xray_resource_policy" "x" { policy_document = HERE }'),
    ],
)
def test_a_policy_is_found_where_it_is_written(type_: str, resources: str) -> None:
    text = resources.replace("HERE", DOCUMENT)
    (reading,) = [one for one in readings({"main.tf": text}) if one.worlds]
    (policy,) = policies(reading.worlds[0])
    line = 1 + next(at for at, line in enumerate(text.splitlines()) if "jsonencode" in line)
    assert (policy.place.resource.type, policy.place.location.line) == (type_, line)
    assert policy.document["Statement"][0]["Action"] == "*"
    assert reading.unread == ()
