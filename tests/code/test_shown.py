"""Calls as people are shown them."""

import pytest

from leastwise.code.needs.shown import without_literals, without_secrets


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ('connect(host="db.shop", password="hunter2-x")', 'connect(host="db.shop", password="…")'),
        ("connect({ host: 'db.shop', password: 'hunter2-x' })", "connect({ host: 'db.shop', password: '…' })"),
        ('connect({"apiKey": "s3cr3t-42"})', 'connect({"apiKey": "…"})'),
        ('put(Body="hunter2', 'put(Body="hunter2'),
        ('put(password="hunter2-x', 'put(password="…"'),
        (
            'get(TableName="orders", secret=os.environ["SECRET"])',
            'get(TableName="orders", secret=os.environ["SECRET"])',
        ),
        ("table.scan()", "table.scan()"),
    ],
)
def test_a_literal_that_is_a_secret_is_left_out(code, shown):
    assert without_secrets(code) == shown


def test_all_literals_are_left_out() -> None:
    assert without_literals("""f("a", 'b\\'c', `d${e}`, 3, "open""") == """f("…", '…', `…`, 3, "…\""""
