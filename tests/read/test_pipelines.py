import pytest

from leastwise.read.files import MemoryFiles
from leastwise.read.pipelines import pipelines, provider
from leastwise.read.project import read
from leastwise.read.reading import Reading, ReadStats

TEMPLATE = "Resources: {Topic: {Type: AWS::SNS::Topic}}"


def readings(files: dict[str, str | bytes]) -> tuple[dict[str, Reading], ReadStats]:
    stats = ReadStats()
    return {reading.id: reading for reading in read(MemoryFiles(files), stats=stats)}, stats


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (".github/workflows/deploy.yml", "github"),
        ("shop/.github/workflows/deploy.yaml", "github"),
        ("my.github/workflows/deploy.yml", ""),
        (".github/dependabot.yml", ""),
        ("workflows/deploy.yml", ""),
        (".circleci/config.yml", "circleci"),
        ("config.yml", ""),
        ("a/.gitlab-ci.yml", "gitlab"),
        ("buildspec.yaml", "codebuild"),
        ("azure-pipelines.yml", "azure"),
        ("bitbucket-pipelines.yml", "bitbucket"),
        ("ci/Jenkinsfile", "jenkins"),
        ("template.yaml", ""),
    ],
)
def test_known_by_name(path: str, expected: str) -> None:
    assert provider(path) == expected


def test_a_workflow_is_an_application_beside_the_template_and_no_template() -> None:
    found, stats = readings({"template.yaml": TEMPLATE, ".gitlab-ci.yml": "deploy: {script: [aws s3 ls]}"})
    workflow = next(found[".gitlab-ci.yml"].worlds[0].resources("Leastwise::CI::Workflow"))
    assert found[".gitlab-ci.yml"].framework == "ci"
    assert workflow["Documents.0.deploy.script.0"].text() == "aws s3 ls"
    assert workflow["Documents.0.deploy.script.0"].location.line == 1
    assert stats.templates == 1


@pytest.mark.parametrize("name", ["serverless.yml", "serverless-api.yml", "serverless.deploy.yaml"])
def test_a_workflow_is_one_whatever_framework_its_name_promises(name: str) -> None:
    path = f".github/workflows/{name}"
    found, _ = readings({path: "env: {service: aws}\nservice: shop\nprovider: aws\n"})
    assert found[path].framework == "ci"
    assert next(found[path].worlds[0].resources())["Documents.0.env.service"].text() == "aws"


def test_a_template_that_only_its_name_gives_to_a_framework_is_read() -> None:
    found, stats = readings({"serverless-shop.yaml": TEMPLATE, "serverless-notes.yml": "about: aws"})
    assert list(found) == ["serverless-shop.yaml"]
    assert stats.templates == 1


def test_lines_of_a_program_keep_their_places() -> None:
    found, _ = readings({"Jenkinsfile": "node {\r\n  sh 'aws s3 ls'\n}"})
    place = next(found["Jenkinsfile"].worlds[0].resources())["Lines.1"]
    assert (place.text(), place.location.line, place.location.column) == ("  sh 'aws s3 ls'", 2, 3)


def test_what_does_not_speak_of_aws_is_not_read() -> None:
    found, _ = readings({".gitlab-ci.yml": "test: {script: [make]}", "Jenkinsfile": "node {}"})
    assert found == {}


def test_what_cannot_be_read_is_said() -> None:
    found, _ = readings({".gitlab-ci.yml": "aws: [", "buildspec.yml": b"aws \xff", "template.yaml": TEMPLATE})
    assert [len(found[name].unread) for name in (".gitlab-ci.yml", "buildspec.yml")] == [1, 1]
    assert "CI configuration" in found[".gitlab-ci.yml"].unread[0].reason
    assert found["template.yaml"].worlds


@pytest.mark.parametrize("text", ["", "aws", "- aws", "3", "aws: &a [*a]", "--- aws\n--- {aws: 1}\n", "a: !x {aws: 1}"])
def test_any_content_is_taken(text: str) -> None:
    assert all(
        reading.fault is None for reading in pipelines({".gitlab-ci.yml": text.encode(), "Jenkinsfile": text.encode()})
    )
