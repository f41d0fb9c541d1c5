import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leastwise.secrets.detect import could_be_secret, is_placeholder, promises_secret, secret_shape, suspicious

# Put together here, so that no scanner of this repository takes them for real ones.
SHAPES = {
    "an AWS access key id": "AKIA" + "Q3EGRIDEXDRAGON2",
    "a private key": "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIE",
    "a JSON web token": "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0." + "dozjgNryP4J3jVmNHl0w5N",
    "a connection string with its password": "postgres://orders:" + "hunter2@db.internal/orders",
    "a GitHub token": "ghp_" + "a1B2" * 9,
    "a Slack token": "xoxb-" + "1234567890-abcdefghij",
    "a Slack webhook": "https://hooks.slack.com/services/" + "T0123ABCD/B0123ABCD/" + "a1B2c3D4e5F6g7H8",
    "a Stripe key": "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc",
    "a Google API key": "AIza" + "SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q",
    "an npm token": "npm_" + "a1B2" * 9,
}


@pytest.mark.parametrize(("what", "text"), SHAPES.items())
def test_known_shapes_under_whatever_name(what: str, text: str) -> None:
    assert secret_shape(text) == what


@pytest.mark.parametrize(
    "text",
    [
        "",
        "AKIAIOSFODNN7EXAMPLE",
        "https://example.com/a:b@c",
        "https://api.example.com:8443/path",
        "postgres://db.internal/orders",
        "postgres://user:<password>@db.internal/orders",
        "redis://localhost:6379/0",
        "arn:aws:iam::123456789012:role/orders",
        "eyJhbGciOiJIUzI1NiJ9",
        "Server=db;Database=orders;Integrated Security=true",
    ],
)
def test_no_shape(text: str) -> None:
    assert secret_shape(text) is None


PROMISING = (
    "DB_PASSWORD dbPassword MYSQL_PWD PASSWORD SECRET JWT_SECRET CLIENT_SECRET API_KEY apiKey APIKEY STRIPE_API_KEY "
    "AWS_SECRET_ACCESS_KEY AUTH_TOKEN SLACK_BOT_TOKEN PRIVATE_KEY ENCRYPTION_KEY DB_PASS PASSWORD1 ADMIN_PASSWORD_VALUE "
    "db-password SUPABASE_KEY SUPABASE_SERVICE_ROLE_KEY serviceRoleKey STRIPE_KEY OPENAI_KEY SENDGRID_KEY"
).split()


@pytest.mark.parametrize("name", PROMISING)
def test_names_that_promise_a_secret(name: str) -> None:
    assert promises_secret(name)


@pytest.mark.parametrize(
    "line", [*(f'{{"{name}": "x"}}' for name in PROMISING), *(f"A: {text}" for text in SHAPES.values())]
)
def test_a_file_with_any_of_these_is_looked_at(line: str) -> None:
    assert suspicious(f"Resources:\n  {line}\n")


def test_a_file_without_is_not() -> None:
    assert not suspicious("Resources: {Table: {Type: AWS::DynamoDB::Table, Properties: {KeySchema: [{Key: id}]}}}")


@pytest.mark.parametrize(
    "name",
    "AUTH_HEADER_NAME TOKEN_URL PASSWORD_RESET_URL SECRET_ARN SECRET_NAME KEY_ID API_KEY_PARAM TABLE_KEY PARTITION_KEY "
    "PUBLIC_KEY S3_KEY MAX_TOKENS NEXT_TOKEN PAGE_TOKEN TOKEN_TTL PASSWORD_LENGTH SECRET_ID AUTHOR AUTHORITY KEYBOARD "
    "MONKEY TURKEY BYPASS COMPASS TOKENIZER DB_SECRET SECRETS_MANAGER_ENDPOINT API_KEY_HEADER HASH_KEY SORT_KEY X "
    "KEY_NAME STRIPE_PUBLIC_KEY STRIPE_PUBLISHABLE_KEY SUPABASE_ANON_KEY SUPABASE_URL STRIPE_KEY_ID ROLE_KEY USER_ROLE_KEY".split(),
)
def test_names_that_do_not(name: str) -> None:
    assert not promises_secret(name)


@pytest.mark.parametrize(
    ("name", "text"),
    [("DB_PASSWORD", "password123"), ("JWT_SECRET", "my-jwt-42"), ("API_KEY", "9f86d081"), ("PASSWORD", "123456")],
)
def test_values_that_can_be_secrets_toys_included(name: str, text: str) -> None:
    assert could_be_secret(name, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "changeme",
        "CHANGE_ME",
        "<your-token>",
        "your-api-key",
        "${TOKEN}",
        "{{token}}",
        "xxxxxxxx",
        "AIzaXXXX",
        "***",
        "TODO",
        "REPLACE_ME",
        "true",
        "none",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders",
        "/orders/prod/api-key",
        "https://login.example.com/token",
        "key.pem",
        "{{resolve:ssm:orders}}",
    ],
)
def test_values_that_cannot(text: str) -> None:
    assert not could_be_secret("API_KEY", text)


def test_the_name_of_a_secret_is_no_secret() -> None:
    assert not could_be_secret("SECRET", "prod/orders/db")
    assert not could_be_secret("CLIENT_SECRET", "orders-client-secret")


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_is_judged(name: str, text: str) -> None:
    assert isinstance(promises_secret(name), bool)
    assert isinstance(could_be_secret(name, text), bool)
    assert secret_shape(text) is None or isinstance(secret_shape(text), str)


@pytest.mark.parametrize("text", ["a" * 20_000, "your-" * 4_000, "://" + ":" * 19_000, "-----BEGIN " + "A " * 9_000])
def test_hostile_texts_take_no_time(text: str) -> None:
    start = time.process_time()
    secret_shape(text)
    is_placeholder(text)
    could_be_secret("PASSWORD", text)
    assert time.process_time() - start < 5
