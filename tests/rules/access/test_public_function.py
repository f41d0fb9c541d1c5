import pytest

from leastwise.rules.access.public_function import PublicFunction
from leastwise.rules.example import findings

TEMPLATE = """
Parameters:
  Open: {Type: String}
Resources:
  Permission:
    Type: AWS::Lambda::Permission
    Properties: {Action: lambda:InvokeFunction, FunctionName: orders, %s}
"""


def fires(properties: str) -> bool:
    return bool(findings(PublicFunction(), {"template.yaml": TEMPLATE % properties}))


@pytest.mark.parametrize(
    "properties",
    [
        'Principal: "*"',
        "Principal: s3.amazonaws.com",
        "Principal: cognito-idp.amazonaws.com",
        'Principal: "*", SourceArn: "*"',
        "Principal: sns.amazonaws.com, SourceArn: 'arn:aws:sns:*:*:*'",
    ],
)
def test_open(properties: str) -> None:
    assert fires(properties)


@pytest.mark.parametrize(
    "properties",
    [
        "Principal: s3.amazonaws.com, SourceArn: 'arn:aws:s3:::orders'",
        "Principal: s3.amazonaws.com, SourceAccount: !Ref AWS::AccountId",
        "Principal: s3.amazonaws.com, SourceArn: !Ref Open",
        "Principal: sns.amazonaws.com, SourceArn: !Sub 'arn:aws:sns:*:${AWS::AccountId}:*'",
        "Principal: '*', FunctionUrlAuthType: NONE",
        "Principal: '*', InvokedViaFunctionUrl: true",
        "Principal: '123456789012'",
        "Principal: 'arn:aws:iam::123456789012:role/a.b'",
        "Principal: !Ref Open",
        "Principal: {a: b}",
        "Principal: elasticloadbalancing.amazonaws.com",
    ],
)
def test_not_open(properties: str) -> None:
    assert not fires(properties)
