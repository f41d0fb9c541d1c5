"""Answers are kept, and never given to who asks something else."""

from leastwise.iam.evaluation import Policies, Request, clauses, decide
from leastwise.iam.truth import Truth

QUEUE = "arn:aws:sqs:eu-west-1:111122223333:jobs"


def policies(**statement: object) -> Policies:
    everywhere = {} if "NotResource" in statement else {"Resource": "*"}
    written = {"Effect": "Allow", "Action": "sqs:*", **everywhere, **statement}
    return Policies(identity=clauses({"Version": "2012-10-17", "Statement": [written]}))


def test_what_depends_on_the_request_is_decided_anew() -> None:
    asked = policies(Condition={"StringEquals": {"aws:SourceVpce": "vpce-1"}})
    answers = [
        decide(Request("sqs:SendMessage", QUEUE, context=context), asked).allowed
        for context in ({}, {"aws:sourcevpce": ("vpce-1",)}, {"aws:sourcevpce": ("vpce-2",)}, {})
    ]
    assert answers == [Truth.UNKNOWN, Truth.YES, Truth.NO, Truth.UNKNOWN]


def test_a_policy_variable_is_that_of_each_request() -> None:
    asked = policies(Resource="arn:aws:sqs:eu-west-1:111122223333:${aws:username}")
    answers = [
        decide(Request("sqs:SendMessage", QUEUE, context=context), asked).allowed
        for context in ({"aws:username": ("jobs",)}, {"aws:username": ("ann",)}, {"aws:username": ("jobs",)})
    ]
    assert answers == [Truth.YES, Truth.NO, Truth.YES]


def test_the_same_question_has_the_same_answer() -> None:
    asked = policies(NotResource="arn:aws:sqs:*:*:*-private")
    twice = [decide(Request("sqs:SendMessage", QUEUE), asked) for _ in range(2)]
    assert [one.allowed for one in twice] == [Truth.YES, Truth.YES]
    assert twice[0].deciding == twice[1].deciding == asked.identity
    assert decide(Request("sqs:SendMessage", f"{QUEUE}-private"), asked).allowed is Truth.NO


def test_what_is_no_arn_is_never_taken_for_one_that_is() -> None:
    asked = policies(Resource=QUEUE)
    assert decide(Request("sqs:SendMessage", QUEUE), asked).allowed is Truth.YES
    assert decide(Request("sqs:SendMessage", "arn:aws:sqs"), asked).allowed is Truth.NO
    assert decide(Request("sqs:SendMessage", f"{QUEUE}*"), asked, some=True).allowed is Truth.YES
