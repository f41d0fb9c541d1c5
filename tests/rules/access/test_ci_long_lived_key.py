import pytest

from leastwise.rules.access.ci_long_lived_key import CiLongLivedKey
from leastwise.rules.example import findings

KEY = "AKIA" + "Q3EGRIVWZLHNPXAB"


def places(files: dict[str, str]) -> list[str]:
    return [f"{f.location.file}:{f.location.line}" for f in findings(CiLongLivedKey(), files)]


def fires(path: str, text: str) -> bool:
    return bool(places({path: text}))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".github/workflows/a.yml", "env: {AWS_ACCESS_KEY_ID: '${{ secrets.KEY }}'}"),
        (".github/workflows/a.yaml", "jobs: {a: {steps: [{env: {aws_secret_access_key: \"${{ secrets['X'] }}\"}}]}}"),
        ("app/.github/workflows/a.yml", "env: {AWS_ACCESS_KEY_ID: '${{vars.KEY}}'}"),
        (".gitlab-ci.yml", "deploy: {variables: {AWS_ACCESS_KEY_ID: $PROD_KEY}}\ninclude: !reference [x, y]"),
        (
            "bitbucket-pipelines.yml",
            "pipelines: {default: [{step: {variables: {AWS_ACCESS_KEY_ID: $AWS_ACCESS_KEY_ID}}}]}",
        ),
        (".circleci/config.yml", "jobs: {a: {steps: [{aws-cli/setup: {aws_access_key_id: AWS_ACCESS_KEY_ID}}]}}"),
        ("azure-pipelines.yml", "steps: [{script: sam deploy, env: {AWS_ACCESS_KEY_ID: $(AWS_ACCESS_KEY_ID)}}]"),
        ("azure-pipelines.yml", "variables: [{name: AWS_ACCESS_KEY_ID, value: $(key)}]"),
        ("buildspec.yml", "env: {secrets-manager: {AWS_ACCESS_KEY_ID: 'deploy:key'}}"),
        ("buildspec.yml", f"env: {{variables: {{AWS_ACCESS_KEY_ID: {KEY}}}}}"),
        ("Jenkinsfile", "environment {\n  AWS_ACCESS_KEY_ID = credentials('aws-key')\n}"),
        ("Jenkinsfile", "withAWS(region: 'eu-west-1', credentials: 'deploy') { sh 'sam deploy' }"),
        ("Jenkinsfile", "withCredentials([[$class: 'AmazonWebServicesCredentialsBinding', credentialsId: 'x']]) {}"),
    ],
)
def test_a_key_that_lasts(path: str, text: str) -> None:
    assert fires(path, text)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("workflows/a.yml", "env: {AWS_ACCESS_KEY_ID: '${{ secrets.KEY }}'}"),
        (".github/workflows/a.yml", "env: {AWS_ACCESS_KEY_ID: '${{ steps.role.outputs.aws-access-key-id }}'}"),
        (".github/workflows/a.yml", "env: {AWS_ACCESS_KEY_ID: '${{ env.AWS_ACCESS_KEY_ID }}'}"),
        (
            ".github/workflows/a.yml",
            "env: {AWS_ACCESS_KEY_ID: '${{ secrets.K }}', AWS_SESSION_TOKEN: '${{ secrets.T }}'}",
        ),
        (".github/workflows/a.yml", "env: {AWS_ACCESS_KEY_ID: '${{ secrets.K }}', AWS_ENDPOINT_URL_S3: 'https://x'}"),
        (".github/workflows/a.yml", "on: {workflow_call: {secrets: {AWS_ACCESS_KEY_ID: {required: true}}}}"),
        (".github/workflows/a.yml", "env: {AWS_ACCESS_KEY_ID: AKIAIOSFODNN7EXAMPLE}"),
        (".gitlab-ci.yml", "test: {variables: {AWS_ACCESS_KEY_ID: test, AWS_SECRET_ACCESS_KEY: 1}}"),
        (".gitlab-ci.yml", "deploy: {variables: {AWS_ACCESS_KEY_ID: $MINIO_KEY}}"),
        (".circleci/config.yml", "steps: [{aws-cli/setup: {role_arn: x, aws_access_key_id: AWS_ACCESS_KEY_ID}}]"),
        ("buildspec.yml", "env: {parameter-store: {TABLE: /shop/table}, variables: {AWS_ACCESS_KEY_ID: ''}}"),
        ("Jenkinsfile", "withAWS(role: 'deploy', roleAccount: '123456789012') { sh 'sam deploy' }"),
        (".gitlab-ci.yml", "AWS: [1, null, {AWS_ACCESS_KEY_ID: [$A]}, {name: 3, value: $AWS}]\n? [a]\n: b"),
        (".gitlab-ci.yml", "- aws"),
        ("buildspec.yml", ""),
    ],
)
def test_no_key_that_lasts(path: str, text: str) -> None:
    assert not fires(path, text)


def test_one_finding_for_a_file_at_its_first_place() -> None:
    text = "a: {AWS_ACCESS_KEY_ID: $A, AWS_SECRET_ACCESS_KEY: $B}\nb:\n  c: {AWS_ACCESS_KEY_ID: $A}\nd: {AWS_ACCESS_KEY_ID: $A}\n"
    assert places({".gitlab-ci.yml": text}) == [".gitlab-ci.yml:1"]
    assert "2 more places" in findings(CiLongLivedKey(), {".gitlab-ci.yml": text})[0].message


def test_a_key_in_clear_is_pointed_at_and_not_repeated() -> None:
    text = f"a: {{AWS_ACCESS_KEY_ID: $A}}\nb: {{AWS_ACCESS_KEY_ID: {KEY}}}\n"
    found = findings(CiLongLivedKey(), {".gitlab-ci.yml": text})
    assert found[0].location.line == 2
    assert KEY not in found[0].message


def test_a_hostile_line_costs_nothing() -> None:
    assert not fires("Jenkinsfile", "withAWS(" * 200_000)
    assert not fires(".github/workflows/a.yml", f"env: {{AWS_ACCESS_KEY_ID: '{'${{' * 100_000}'}}")
