"""The keys to the account lie in the CI system."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Severity
from leastwise.model.resource import Property
from leastwise.rules.access._stored_keys import is_literal, stored_keys
from leastwise.rules.rule import Example, Rule

_SHOP = """
    Resources:
      Orders: {Type: AWS::Serverless::SimpleTable}
"""
_GITHUB = ".github/workflows/deploy.yml"
_WORKFLOW = """
on: {push: {branches: [main]}}
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: aws-actions/configure-aws-credentials@v5
        with:
          aws-region: eu-west-1
"""


class CiLongLivedKey(Rule):
    id = "ci-long-lived-key"
    title = "Access key in the CI system"
    why = """
An access key of an IAM user works from everywhere until somebody deletes it. Kept in a CI system, it is in reach of
everybody who can change a workflow, of every action and dependency that runs beside it, and of whoever breaks into the
CI provider; and since it never changes, a copy stays good for years. GitHub, GitLab, Bitbucket, CircleCI and Azure
sign a token for each run instead, which AWS exchanges for credentials of an hour.
"""
    remediation = """
Let the workflow take a role by its own identity, then delete the key.

- Template: `aws-actions/configure-aws-credentials` with `role-to-assume` and `permissions: {id-token: write}` (GitHub),
  `id_tokens` (GitLab), `oidc: true` (Bitbucket), the `aws-cli/setup` orb with `role_arn` (CircleCI); on CodeBuild and
  on a Jenkins agent in AWS the role that it has.
- Console: IAM > Identity providers > *Add provider* > *OpenID Connect*, then *Assign role*.
- CLI: `aws iam create-open-id-connect-provider --url https://token.actions.githubusercontent.com --client-id-list
  sts.amazonaws.com`, and in the end `aws iam delete-access-key --user-name USER --access-key-id ID`.
"""
    severity = Severity.HIGH
    cwe = ("CWE-522", "CWE-798")
    references = {
        "owasp-serverless": ("A2:2017", "A6:2017"),
        "csa-serverless": ("SAS-07",),
        "nist-800-53": ("AC-2", "IA-5"),
        "well-architected": ("SEC02-BP02",),
        "aws": (
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
        ),
    }

    bad = (
        Example.sam(
            _SHOP,
            at=f"{_GITHUB}#jobs.deploy.steps.1.with.aws-access-key-id",
            files={
                _GITHUB: f"{_WORKFLOW}          aws-access-key-id: ${{{{ secrets.AWS_ACCESS_KEY_ID }}}}\n"
                "          aws-secret-access-key: ${{ secrets.AWS_SECRET_ACCESS_KEY }}\n"
            },
        ),
        Example.sam(
            _SHOP,
            at="buildspec.yml#env.parameter-store.AWS_SECRET_ACCESS_KEY",
            files={"buildspec.yml": "env: {parameter-store: {AWS_SECRET_ACCESS_KEY: /deploy/key}}\nphases: {}\n"},
        ),
    )
    good = (
        Example.sam(
            _SHOP, files={_GITHUB: f"{_WORKFLOW}          role-to-assume: arn:aws:iam::123456789012:role/deploy\n"}
        ),
        Example.sam(
            _SHOP,
            files={
                ".gitlab-ci.yml": "test: {variables: {AWS_ACCESS_KEY_ID: test, AWS_ENDPOINT_URL: http://localstack:4566}}",
                ".github/workflows/copy.yml": "env: {AWS_ACCESS_KEY_ID: '${{ secrets.R2_ACCESS_KEY_ID }}'}",
            },
        ),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for workflow in app.resources("Leastwise::CI::Workflow"):
            found = list(stored_keys(workflow))
            if found:
                written = next((place for place in found if is_literal(place)), None)
                more = len({place.path[:-1] for place in found}) - 1
                kept = f"{_called(found[0])} lasts until somebody deletes it."
                what = "An access key for AWS stands in this file." if written else kept
                yield self.finding(
                    written or found[0],
                    f"{what}{f' It is used in {more} more places.' if more > 1 else ''}",
                    scope=workflow[()],
                )


def _called(place: Property) -> str:
    """A key that is kept elsewhere, for people: by what stands in its place, if that is short."""
    text = place.value if "Lines" not in place.path else ""
    return f"The access key for AWS in `{text}`" if 0 < len(text) < 60 else "The access key for AWS that is kept here"
