"""The order of evaluation, as the pages about it say; each test is a sentence of them."""

from __future__ import annotations

from typing import Any

import pytest

from leastwise.iam.evaluation import ABSENT, Caller, Clause, Decision, Policies, Reason, Request, clauses, decide
from leastwise.iam.truth import Truth
from leastwise.model.graph import Principal
from leastwise.model.value import Concat, Parameter, Reference

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN
ACCOUNT, OTHER = "111122223333", "999999999999"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/examplerole"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/examplerole/examplerolesessionname"
USER = f"arn:aws:iam::{ACCOUNT}:user/exampleuser"
FEDERATED = f"arn:aws:sts::{ACCOUNT}:federated-user/exampleuser"
AS_ROLE = Caller("role", ROLE, session="examplerolesessionname")
AS_USER = Caller("user", USER)
AS_FEDERATED = Caller("federated-user", FEDERATED, user=USER)
BUCKET = "arn:aws:s3:::b/x"


def policy(effect: str = "Allow", action: Any = "*", resource: Any = "*", **more: Any) -> tuple[Clause, ...]:
    statement = {"Effect": effect, "Action": action, "Resource": resource, **more}
    return clauses({"Version": "2012-10-17", "Statement": [statement]})


def named(principal: Any, effect: str = "Allow", key: str = "Principal") -> tuple[Clause, ...]:
    return policy(effect, **{key: {"AWS": principal} if principal != "*" else "*"})


ALLOW, DENY, NOTHING = policy(), policy("Deny"), policy(action="other:*")


def asked(
    policies: Policies,
    caller: Caller | None = AS_ROLE,
    action: str = "s3:GetObject",
    context: dict[str, Any] | None = None,
) -> Decision:
    return decide(Request(action, BUCKET, caller, context or {}), policies)


@pytest.mark.parametrize(
    "policies",
    [
        Policies(ALLOW + DENY),
        Policies(ALLOW, boundary=ALLOW + DENY),
        Policies(ALLOW, session=ALLOW + DENY),
        Policies(ALLOW, resource=named(ROLE) + named("*", "Deny")),
        Policies(ALLOW, service_control=(ALLOW, ALLOW + DENY)),
        Policies(ALLOW, resource_control=(DENY,)),
    ],
)
def test_an_explicit_deny_overrides_every_allow(policies: Policies) -> None:
    decision = asked(policies)
    assert (decision.allowed, decision.reason) == (NO, Reason.EXPLICIT_DENY)
    assert [clause.effect for clause in decision.deciding] == ["Deny"]


def test_by_default_all_requests_are_implicitly_denied() -> None:
    assert asked(Policies()).reason is Reason.IMPLICIT_DENY
    assert asked(Policies(resource=())).allowed is NO


@pytest.mark.parametrize(
    ("policies", "reason"),
    [
        (Policies(ALLOW, boundary=NOTHING), Reason.BOUNDARY),
        (Policies(ALLOW, boundary=()), Reason.BOUNDARY),
        (Policies(ALLOW, session=NOTHING), Reason.SESSION),
        (Policies(ALLOW, service_control=(ALLOW, NOTHING)), Reason.SERVICE_CONTROL),
        (Policies(NOTHING, boundary=ALLOW, session=ALLOW), Reason.IMPLICIT_DENY),
    ],
)
def test_every_limit_must_allow(policies: Policies, reason: Reason) -> None:
    decision = asked(policies)
    assert (decision.allowed, decision.reason) == (NO, reason)


@pytest.mark.parametrize(
    ("caller", "principal", "identity", "boundary", "session"),
    [
        # "Permissions granted directly to a session are not limited by an implicit deny in an identity-based policy, a
        # permissions boundary, or session policy."
        (AS_ROLE, SESSION, YES, YES, YES),
        # "Resource-based policies that grant permissions to an IAM role ARN are limited by an implicit deny in a
        # permissions boundary or session policy."
        (AS_ROLE, ROLE, YES, NO, NO),
        # "... to an IAM user ARN ... are not limited by an implicit deny in an identity-based policy or boundary."
        (AS_USER, USER, YES, YES, YES),
        (AS_FEDERATED, FEDERATED, YES, YES, YES),
        # "if a resource-based policy grants permission to the ARN of the IAM user who federated, then requests ... are
        # limited by an implicit deny in a permission boundary or session policy."
        (AS_FEDERATED, USER, YES, NO, NO),
        # "For IAM users and role principals within your account, no other permissions are required."
        (AS_ROLE, "*", YES, YES, YES),
        # The account "delegates authority": its policies must allow.
        (AS_ROLE, ACCOUNT, NO, NO, NO),
        (AS_ROLE, f"arn:aws:iam::{ACCOUNT}:root", NO, NO, NO),
        (AS_ROLE, f"arn:aws:iam::{ACCOUNT}:role/another", NO, NO, NO),
        (AS_ROLE, OTHER, NO, NO, NO),
    ],
)
def test_resource_policies_and_implicit_denies_in_the_same_account(
    caller: Caller, principal: str, identity: Truth, boundary: Truth, session: Truth
) -> None:
    granted = named(principal)
    assert asked(Policies((), resource=granted), caller).allowed is identity
    assert asked(Policies((), boundary=NOTHING, resource=granted), caller).allowed is boundary
    assert asked(Policies((), session=NOTHING, resource=granted), caller).allowed is session
    assert asked(Policies(ALLOW, resource=granted), caller).allowed is YES


@pytest.mark.parametrize("principal", [ROLE, SESSION, ACCOUNT, f"arn:aws:iam::{ACCOUNT}:root", "*"])
def test_across_accounts_both_sides_must_allow(principal: str) -> None:
    granted = named(principal)
    assert asked(Policies(ALLOW, resource=granted, same_account=NO)).allowed is YES
    assert asked(Policies((), resource=granted, same_account=NO)).allowed is NO
    assert asked(Policies(ALLOW, resource=(), same_account=NO)).allowed is NO
    assert asked(Policies(ALLOW, boundary=NOTHING, resource=granted, same_account=NO)).reason is Reason.BOUNDARY


def test_an_account_that_is_not_known_is_said() -> None:
    decision = asked(Policies(ALLOW, resource=(), same_account=UNKNOWN))
    assert (decision.allowed, decision.when) == (UNKNOWN, ("the resource is in the caller's account",))
    assert asked(Policies((), resource=(), same_account=UNKNOWN)).allowed is NO


KEY, OTHER_ROLE = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/k", f"arn:aws:iam::{ACCOUNT}:role/other"


@pytest.mark.parametrize(("action", "resource"), [("kms:Decrypt", KEY), ("sts:AssumeRole", OTHER_ROLE)])
def test_a_key_policy_and_a_trust_policy_must_allow(action: str, resource: str) -> None:
    def may(identity: tuple[Clause, ...], of_resource: tuple[Clause, ...] | None) -> Truth:
        return decide(Request(action, resource, AS_ROLE), Policies(identity, resource=of_resource)).allowed

    assert may(ALLOW, ()) is NO
    assert may(ALLOW, named(ACCOUNT)) is YES
    assert may((), named(ACCOUNT)) is NO
    assert may((), named(ROLE)) is YES
    assert may(ALLOW, None) is YES, "the resource's side was not asked about"


@pytest.mark.parametrize(
    ("action", "resource", "allowed"),
    [
        ("*", KEY, NO),
        ("?ms:Decrypt", KEY, UNKNOWN),
        ("sts:*", OTHER_ROLE, NO),
        ("sts:A*", OTHER_ROLE, NO),
        ("*", BUCKET, YES),
        ("kms:UpdateAlias", f"arn:aws:kms:eu-west-1:{ACCOUNT}:alias/a", YES),
    ],
)
def test_the_same_where_such_an_action_is_one_of_many(action: str, resource: str, allowed: Truth) -> None:
    def may(of_resource: tuple[Clause, ...]) -> Truth:
        return decide(Request(action, resource, AS_ROLE), Policies(ALLOW, resource=of_resource)).allowed

    assert may(()) is allowed
    assert may(named(ACCOUNT)) is YES


def test_one_of_many_is_not_certain_where_only_the_others_are() -> None:
    asked_for = Request("sts:*", OTHER_ROLE, AS_ROLE)
    assert decide(asked_for, Policies(ALLOW, resource=()), some=True).allowed is UNKNOWN
    assert decide(asked_for, Policies(ALLOW, resource=named(ACCOUNT)), some=True).allowed is YES
    assert decide(asked_for, Policies((), resource=()), some=True).allowed is NO


def test_levels_of_service_control_policies_are_a_union_each() -> None:
    level = policy(action="sqs:*") + policy(action="s3:*")
    assert asked(Policies(ALLOW, service_control=(level, ALLOW))).allowed is YES


def test_a_resource_control_policy_only_takes_away() -> None:
    """ "You cannot detach" RCPFullAWSAccess."""
    assert asked(Policies(ALLOW, resource_control=(policy("Deny", "sqs:*"),))).allowed is YES


def test_services_and_strangers_depend_on_the_resource_alone() -> None:
    service = Caller("service", "sns.amazonaws.com")
    granted = policy(Principal={"Service": "sns.amazonaws.com"})
    assert asked(Policies(resource=granted), service).allowed is YES
    assert asked(Policies(ALLOW, resource=()), service).allowed is NO
    assert asked(Policies(resource=granted, service_control=(DENY,)), service).allowed is YES
    assert asked(Policies(resource=granted), Caller("service", "sqs.amazonaws.com")).allowed is NO
    assert asked(Policies(resource=granted), Caller("service", "sns.eu-west-1.amazonaws.com")).allowed is UNKNOWN
    assert asked(Policies(resource=named("*")), Caller("anonymous")).allowed is YES
    assert asked(Policies(resource=named(ROLE)), Caller("anonymous")).allowed is NO
    assert asked(Policies(), service).allowed is UNKNOWN, "nothing was said about the resource's side"
    provider = f"arn:aws:iam::{ACCOUNT}:saml-provider/p"
    federated = policy(Principal={"Federated": provider})
    assert asked(Policies(resource=federated), Caller("federated", provider), "sts:AssumeRoleWithSAML").allowed is YES


def test_not_principal() -> None:
    """The example of the page: session, role and account are spared, everybody else is denied."""
    spared = [SESSION, ROLE, f"arn:aws:iam::{ACCOUNT}:root"]
    assert asked(Policies(ALLOW, resource=named(spared, "Deny", "NotPrincipal"))).allowed is YES
    assert asked(Policies(ALLOW, resource=named(USER, "Deny", "NotPrincipal"))).allowed is NO
    # "If the NotPrincipal element was missing the ARN of the AWS account ... the effect might be to explicitly deny"
    decision = asked(Policies(ALLOW, resource=named([ROLE], "Deny", "NotPrincipal")))
    assert decision.allowed is UNKNOWN
    assert decision.when == (f"unless the caller is not {ROLE}",)


def test_roles_of_the_application_are_compared_as_what_they_are() -> None:
    mine, another = Reference("s:Mine", "Arn"), Reference("s:Another", "Arn")
    caller = Caller("role", mine)
    root = Concat(("arn:aws:iam::", Parameter("AWS::AccountId"), ":root"))

    def allowed(principal: Any, identity: tuple[Clause, ...] = ()) -> Truth:
        clause = Clause("Allow", ALLOW[0].actions, (), ALLOW[0].resources, principals=(Principal("AWS", principal),))
        return asked(Policies(identity, resource=(clause,)), caller).allowed

    assert allowed(mine) is YES
    assert allowed(another) is NO
    assert allowed(root) is NO
    assert allowed(root, ALLOW) is YES
    assert allowed(ROLE) is UNKNOWN


def test_what_is_allowed_under_a_condition_is_said_in_words() -> None:
    conditional = policy(Condition={"StringEquals": {"aws:SourceVpce": "vpce-1"}})
    insecure = policy("Deny", Condition={"Bool": {"aws:SecureTransport": "false"}})
    decision = asked(Policies(conditional + insecure))
    assert (decision.allowed, decision.reason) == (UNKNOWN, Reason.UNDECIDED)
    assert decision.when == ("aws:SourceVpce is vpce-1", "unless aws:SecureTransport is false")
    assert decision.deciding == conditional + insecure
    secure = {"aws:sourcevpce": ("vpce-1",), "aws:securetransport": ("true",)}
    assert asked(Policies(conditional + insecure), context=secure).allowed is YES
    assert asked(Policies(conditional), context={"aws:sourcevpce": ABSENT}).allowed is NO


def test_the_caller_tells_about_himself() -> None:
    mine = policy(Condition={"ArnEquals": {"aws:PrincipalArn": ROLE}, "Null": {"aws:username": "true"}})
    assert asked(Policies(mine)).allowed is YES
    assert asked(Policies(mine), AS_USER).allowed is NO
    for_services = policy(Principal="*", Condition={"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:*"}})
    assert asked(Policies(resource=for_services)).allowed is NO
    assert asked(Policies(resource=for_services), Caller("service", "sns.amazonaws.com")).allowed is UNKNOWN


def test_policy_variables_in_resources() -> None:
    home = policy(resource="arn:aws:s3:::b/${aws:username}")
    policies = Policies(home)
    assert asked(policies, None, context={"aws:username": ("x",)}).allowed is YES
    assert asked(policies, None, context={"aws:username": ("y",)}).allowed is NO
    assert asked(policies, None, context={"aws:username": ("*",)}).allowed is NO, "a star in a name is no wildcard"
    assert asked(policies, None, context={"aws:username": ABSENT}).allowed is NO
    assert asked(policies, None).allowed is UNKNOWN
    old = clauses({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::b/${aws:username}"}})
    assert asked(Policies(old), None, context={"aws:username": ("x",)}).allowed is NO


def test_an_action_on_no_resource_is_allowed_by_a_star_alone() -> None:
    listing, everything = Request("s3:ListAllMyBuckets"), Request("s3:GetObject")
    some_bucket = policy("Deny", "s3:*", "arn:aws:s3:::secret/*")
    assert decide(listing, Policies(ALLOW + some_bucket)).allowed is YES
    assert decide(everything, Policies(ALLOW + some_bucket)).allowed is NO
    assert decide(everything, Policies(ALLOW + some_bucket), some=True).allowed is YES
    assert decide(listing, Policies(policy(resource="arn:aws:s3:::b")), some=True).allowed is NO


def test_what_no_policy_denies() -> None:
    assert asked(Policies(DENY), action="sts:GetCallerIdentity").allowed is YES
    assert asked(Policies(NOTHING), AS_USER, "sts:getSessionToken").allowed is YES
    assert asked(Policies(NOTHING), AS_ROLE, "sts:GetSessionToken").allowed is NO
    assert asked(Policies(DENY), Caller("anonymous"), "sts:GetCallerIdentity").allowed is not YES
