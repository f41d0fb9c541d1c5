from leastwise.iam.language import Domain, Hole, Pattern, arn_pattern, assumptions, includes
from leastwise.iam.truth import Truth
from leastwise.model.value import Parameter, Reference, Symbol, Unknown

REGION, ACCOUNT, STAGE = Parameter("AWS::Region"), Parameter("AWS::AccountId"), Parameter("Stage")
ORDERS = Hole(Reference("Orders", "Ref"), Domain.GENERATED, identity=True)


def table(name: str | Hole | Symbol, end: str = "") -> Pattern:
    return arn_pattern(("arn:aws:dynamodb:", REGION, ":", ACCOUNT, ":table/", name, end))


def test_a_region_and_an_account() -> None:
    assert assumptions([arn_pattern("arn:aws:dynamodb:eu-west-1:*:table/*")], table(ORDERS)) == ((REGION, "eu-west-1"),)
    both = arn_pattern("arn:aws:dynamodb:eu-west-1:123456789012:table/*")
    assert assumptions([both], table(ORDERS)) == ((REGION, "eu-west-1"), (ACCOUNT, "123456789012"))


def test_the_pattern_with_the_fewest_is_taken() -> None:
    patterns = [
        arn_pattern("arn:aws:dynamodb:eu-west-1:123456789012:table/*"),
        arn_pattern("arn:aws:dynamodb:*:123456789012:table/*"),
    ]
    assert assumptions(patterns, table(ORDERS)) == ((ACCOUNT, "123456789012"),)


def test_a_parameter_on_either_side() -> None:
    dev, stage = table("shop-dev"), arn_pattern(("arn:aws:dynamodb:*:*:table/shop-", STAGE))
    assert assumptions([stage], dev) == ((STAGE, "dev"),)
    assert assumptions([dev], table(Hole(STAGE, Domain.NAME))) == ((STAGE, "shop-dev"),)
    index = arn_pattern(("arn:aws:dynamodb:*:*:table/", STAGE, "-orders/index/*"))
    assert assumptions([index], table("prod-orders", "/index/by-date")) == ((STAGE, "prod"),)


def test_the_same_symbol_is_the_same_text() -> None:
    twice = arn_pattern(("arn:aws:s3:::", STAGE, "/", STAGE, "/*"))
    assert assumptions([twice], arn_pattern("arn:aws:s3:::a/a/x")) == ((STAGE, "a"),)
    assert assumptions([twice], arn_pattern("arn:aws:s3:::a/b/x")) == ()


def test_nothing_is_assumed_where_it_would_not_help() -> None:
    assert assumptions([arn_pattern("*")], table(ORDERS)) == ()
    assert assumptions([arn_pattern("arn:aws:s3:::b")], table(ORDERS)) == ()
    assert assumptions([arn_pattern("arn:aws:dynamodb:nowhere:*:table/*")], table(ORDERS)) == ()
    assert assumptions([arn_pattern("arn:aws:dynamodb:eu-west-1:*:table/users")], table(ORDERS)) == ()
    assert assumptions([arn_pattern(Unknown("imported"))], table(ORDERS)) == ()


def test_they_are_enough() -> None:
    wide = arn_pattern("arn:aws:dynamodb:eu-west-1:*")
    assert includes([wide], table(ORDERS, "/stream/*")) is Truth.UNKNOWN
    assert assumptions([wide], table(ORDERS, "/stream/*")) == ((REGION, "eu-west-1"),)
