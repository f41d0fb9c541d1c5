"""Which environment an application is taken for."""

import pytest

from leastwise.read.files import MemoryFiles
from leastwise.read.project import read

QUEUE = 'resource "aws_sqs_queue" "jobs" {\n  tags = { %s }\n}\n'


def environment(path: str, text: str) -> tuple[str, bool, str] | None:
    (reading,) = read(MemoryFiles({path: text}))
    found = reading.worlds[0].environment
    return (found.name, found.production, found.reason) if found else None


@pytest.mark.parametrize(
    ("path", "tag", "expected"),
    [
        ("infra/envs/dev/main.tf", "", ("dev", False, "folder infra/envs/dev")),
        ("live/prod/eu-west-1/main.tf", "", ("prod", True, "folder live/prod")),
        ("terraform/staging/main.tf", "", ("staging", False, "folder terraform/staging")),
        ("test/shop/main.tf", "", None),
        ("shop/main.tf", 'Env = "Prod"', ("Prod", True, "tag Env = Prod")),
        ("envs/prod/main.tf", 'Env = "Production"', ("prod", True, "folder envs/prod")),
        ("envs/dev/main.tf", 'Env = "Prod"', None),
        ("envs/prod/main.tf", 'Env = "Dev"', None),
    ],
)
def test_a_folder_says_more_than_a_tag_and_both_together_nothing_where_they_differ(
    path: str, tag: str, expected: tuple[str, bool, str] | None
) -> None:
    assert environment(path, QUEUE % tag) == expected


def test_of_a_template_only_a_folder_among_those_of_environments_counts() -> None:
    template = "Resources: {Jobs: {Type: AWS::SQS::Queue}}"
    assert environment("stages/prod/template.yaml", template) == ("prod", True, "folder stages/prod")
    assert environment("prod/template.yaml", template) is None
