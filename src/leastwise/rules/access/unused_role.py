"""A role stands there for nobody."""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from leastwise.model.application import Application
from leastwise.model.edit import Remove
from leastwise.model.finding import Finding, FixSafety, Severity
from leastwise.model.graph import Role
from leastwise.model.resource import Property, Resource
from leastwise.model.source import Source
from leastwise.model.value import Concat, Map, Reference, Seq, Unknown
from leastwise.rules.access._attached import ATTACHED, attached_to, naming
from leastwise.rules.rule import Example, Rule

_ANY = "*"
_PROFILE = "AWS::IAM::InstanceProfile"
_TRUST = """
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
"""


class UnusedRole(Rule):
    id = "unused-role"
    title = "Role that nothing uses"
    why = """
Permissions that nobody needs are still there to be taken: whoever may pass roles can give this one to code of his own.
It is mostly left over from a function that is gone.
An instance profile that nothing uses is no use either. A role with a name of its own, one that is exported, and one
that people, accounts or identity providers may take can be used from elsewhere, and is no finding.
"""
    remediation = """
Delete the role, and the policies that belong to it alone.

- Template: remove the `AWS::IAM::Role` and every `AWS::IAM::Policy` whose `Roles` name nothing else.
- Terraform: remove the `aws_iam_role` with its `aws_iam_role_policy`, attachments and instance profile.
- Console: IAM > Roles > the role > *Last Accessed* shows whether it was ever used; then *Delete*.
- CLI: `aws iam get-role --role-name ROLE --query Role.RoleLastUsed`, then `aws iam delete-role --role-name ROLE`.
"""
    severity = Severity.LOW
    cwe = ("CWE-1164",)
    references = {
        "csa-serverless": ("SAS-04", "SAS-11"),
        "nist-800-53": ("AC-2", "AC-6", "CM-7"),
        "well-architected": ("SEC03-BP04",),
        "aws": (
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/sec_permissions_continuous_reduction.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = "Whatever uses the role from outside of the application fails: look in IAM when it was last used."
    bad = Example.cloudformation(
        f"""
Resources:
  Gone:
    Type: AWS::IAM::Role
    Properties:{_TRUST}
  Own:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: own
      Roles: [!Ref Gone]
      PolicyDocument:
        Statement: [{{Effect: Allow, Action: sqs:SendMessage, Resource: !GetAtt Queue.Arn}}]
  Common:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      Roles: [!Ref Worker, !Ref Gone]
      PolicyDocument:
        Statement: [{{Effect: Allow, Action: sqs:SendMessage, Resource: !GetAtt Queue.Arn}}]
  Queue: {{Type: AWS::SQS::Queue}}
  Worker:
    Type: AWS::IAM::Role
    Properties:{_TRUST}
Outputs:
  Worker: {{Value: !GetAtt Worker.Arn}}
        """,
        at="Resources.Gone",
    )
    good = Example.cloudformation(
        f"""
Resources:
  Worker:
    Type: AWS::IAM::Role
    Properties:{_TRUST}
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: !GetAtt Worker.Arn
      Code: {{ZipFile: "def handler(event, context): pass"}}
  Named:
    Type: AWS::IAM::Role
    Properties:
      RoleName: shop-worker{_TRUST}
  Exported:
    Type: AWS::IAM::Role
    Properties:{_TRUST}
  Passed:
    Type: AWS::IAM::Role
    Properties:{_TRUST}
  Pass:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: pass
      Roles: [!Ref Worker]
      PolicyDocument: {{Statement: [{{Effect: Allow, Action: iam:PassRole, Resource: !GetAtt Passed.Arn}}]}}
  Partner:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{{Effect: Allow, Principal: {{AWS: "123456789012"}}, Action: sts:AssumeRole}}]
Outputs:
  Role: {{Value: !GetAtt Exported.Arn}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        idle = [(role, role.resource) for role in app.roles if role.resource is not None and _hidden(app, role)]
        profiles = _idle_profiles(app) if idle else []
        used = _used(app, profiles) if idle else set()
        for role, resource in idle:
            own = [profile for profile in profiles if _holds(app, profile, resource)]
            if not used & {_ANY, resource.key} and not _mentioned(app, resource, own):
                powers = " (it may do nothing)" if not role.statements and not role.managed else ""
                yield self.finding(
                    resource[()],
                    f"Nothing in the application uses {resource.name}, and nobody else can know its name{powers}.",
                    edits=[*_edits(app, resource), *(Remove(profile[()]) for profile in own)],
                )


def _hidden(app: Application, role: Role) -> bool:
    """Whether nobody outside can have a use for a role: only services take it, and its name is made up."""
    resource = role.resource
    principals = [p for statement in role.trust if statement.effect != "Deny" for p in statement.principals]
    return (
        resource is not None
        and resource.by == "author"
        and not app.users_of(role)
        and _made_up(resource["RoleName"])
        and bool(principals)
        and all(p.kind == "Service" and isinstance(p.value, str) for p in principals)
    )


def _made_up(name: Property) -> bool:
    """Whether nobody outside can know a name: there is none, or something random is part of it."""
    value = name.value
    parts = value.about if isinstance(value, Unknown) else ()
    return name.absent or any(isinstance(part, Reference) and "random" in part.resource for part in parts)


def _idle_profiles(app: Application) -> list[Resource]:
    """The instance profiles that nothing uses, and nobody outside can."""
    found = [p for p in app.resources(_PROFILE) if p.by == "author" and _made_up(p["InstanceProfileName"])]
    used = _used(app, found) if found else set()
    return [profile for profile in found if profile.key not in used and _ANY not in used]


def _holds(app: Application, profile: Resource, role: Resource) -> bool:
    return any(app.referenced(place.value) == role for place in profile["Roles"].each())


def _used(app: Application, without: Collection[Resource]) -> set[str]:
    """Keys of the resources that others refer to, or that are exported; `_ANY` among them where it may be any role."""
    found: set[str] = set()
    for resource in app.resources():
        if resource in without:
            continue
        attached = "RoleName" if resource.type == "AWS::IAM::Role" else ATTACHED.get(resource.type)
        for name, value in resource.properties.items():
            if name != attached:
                found.update(key for key in _references(name, value) if key != resource.key)
    for stack in app.stacks:
        for value, _ in stack.outputs.values():
            found.update(_references("", value))
    return found


def _references(name: str, value: object) -> Iterator[str]:
    ahead = [(name, value)]
    while ahead:
        name, item = ahead.pop()
        if isinstance(item, Reference):
            yield item.resource
        elif isinstance(item, Map):
            ahead.extend(item.items())
        elif isinstance(item, Seq):
            ahead.extend((name, inner) for inner in item)
        elif isinstance(item, Concat):
            ahead.extend((name, inner) for inner in item.parts)
        elif isinstance(item, Unknown):
            ahead.extend((name, inner) for inner in item.about)
            if "role" in name.lower() or name == "Resource":
                yield _ANY


def _mentioned(app: Application, role: Resource, profiles: Collection[Resource]) -> bool:
    """Whether its template names it anywhere else: where values are not known, a use may be hidden."""
    source, start, _, _, end = role.span
    known = [(start, end), *((place.span[1], place.span[4]) for place in attached_to(app, role)), *_folded(role)]
    known += [(span[1], span[4]) for span in (profile.span for profile in profiles) if span[0] is source]
    found = _words(app, source).get(role.name) if re.fullmatch(r"\w+", role.name) else None
    if found is None:
        found = [match.start() for match in re.finditer(rf"\b{re.escape(role.name)}\b", source.text)]
    return any(not any(low <= at < high for low, high in known) for at in found)


@lru_cache(maxsize=1)
def _words(app: Application, source: Source) -> dict[str, list[int]]:
    """Where a text names roles; of a text with thousands of them each would be looked for anew otherwise."""
    found: dict[str, list[int]] = {role.resource.name: [] for role in app.roles if role.resource is not None}
    for match in re.finditer(r"\w+", source.text):
        if (word := match[0]) in found:
            found[word].append(match.start())
    return found


def _folded(role: Resource) -> Iterator[tuple[int, int]]:
    """Where the other blocks stand that make up a role: Terraform's attachments."""
    source = role.span[0]
    for name in ("ManagedPolicyArns", "Policies"):
        for place in role[name].items():
            at = place.span
            if at[0] is source:
                yield from ((start, end) for start, end, _ in source.blocks if start <= at[1] < end)


def _edits(app: Application, role: Resource) -> Iterator[Remove]:
    """The role goes, and each policy that belongs to it alone; from the others its name."""
    yield Remove(role[()])
    for roles, own, names in naming(app, role):
        policy = roles.resource
        if len(own) == names and policy["Users"].absent and policy["Groups"].absent:
            yield Remove(policy[()])
        else:
            yield from map(Remove, own if len(own) < names else [roles])
