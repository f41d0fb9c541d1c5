"""A service of VPC Lattice answers every network that it is connected to."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import AddResource, Set
from leastwise.model.finding import Finding, FixSafety, Severity
from leastwise.model.graph import AuthKind, Route, TriggerKind
from leastwise.model.resource import Property
from leastwise.model.value import Parameter, Reference
from leastwise.rules.policies import document
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing

_SERVICE = """
            Resources:
              Orders:
                Type: AWS::VpcLattice::Service
                Properties: {Name: orders, AuthType: AUTH}
              Group:
                Type: AWS::VpcLattice::TargetGroup
                Properties: {Type: ALB, Targets: [{Id: arn:aws:elasticloadbalancing:eu-west-1:123456789012:a}]}
              Listener:
                Type: AWS::VpcLattice::Listener
                Properties:
                  ServiceIdentifier: !Ref Orders
                  Protocol: HTTPS
                  DefaultAction: {Forward: {TargetGroups: [{TargetGroupIdentifier: !Ref Group}]}}
              Shop: {Type: AWS::VpcLattice::ServiceNetwork, Properties: {Name: shop, AuthType: NETWORK}}
              Link:
                Type: AWS::VpcLattice::ServiceNetworkServiceAssociation
                Properties: {ServiceIdentifier: !Ref Orders, ServiceNetworkIdentifier: !Ref Shop}
"""
_POLICY = """
              Policy:
                Type: AWS::VpcLattice::AuthPolicy
                Properties:
                  ResourceIdentifier: !Ref Orders
                  Policy:
                    Statement: [{Effect: Allow, Principal: "*", Action: vpc-lattice-svcs:Invoke, Resource: "*"MORE}]
"""


class LatticeWithoutAuth(Rule):
    id = "lattice-without-auth"
    title = "VPC Lattice service without authentication"
    why = """
A network of services connects many VPCs, often of several accounts. Without IAM authentication at the service or at the
network, whatever runs in any of them may call the service: one compromised workload there is enough.
"""
    remediation = """
Let the service check who calls, with a policy that names the callers.

- Template: `AuthType: AWS_IAM` on the service (and the network), and an `AWS::VpcLattice::AuthPolicy` that allows
  `vpc-lattice-svcs:Invoke` to the roles of the callers; these sign their requests.
- Console: VPC > *VPC Lattice* > *Services* > the service > *Access* > *Edit access settings*.
- CLI: `aws vpc-lattice update-service --service-identifier ID --auth-type AWS_IAM`, then
  `aws vpc-lattice put-auth-policy --resource-identifier ID --policy file://policy.json`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-306",)
    references = {
        "owasp-serverless": ("A2:2017", "A5:2017"),
        "csa-serverless": ("SAS-02",),
        "nist-800-53": ("AC-3", "AC-4", "IA-9"),
        "aws": (
            "https://docs.aws.amazon.com/vpc-lattice/latest/ug/auth-policies.html",
            "https://docs.aws.amazon.com/vpc-lattice/latest/ug/service-access.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = (
        "Callers that do not sign their requests or lack `vpc-lattice-svcs:Invoke` are refused, and so are other "
        "accounts where the fix writes the policy."
    )
    subsumes = ("unauthenticated-route",)

    bad = (
        Example.cloudformation(
            _SERVICE.replace("AUTH", "NONE").replace("NETWORK", "NONE"),
            at="Resources.Orders.Properties.AuthType",
        ),
        Example.cloudformation(
            _SERVICE.replace("AUTH", "AWS_IAM").replace("NETWORK", "NONE") + _POLICY.replace("MORE", ""),
            at="Resources.Policy.Properties.Policy.Statement.0.Principal",
        ),
    )
    good = (
        Example.cloudformation(_SERVICE.replace("AUTH", "NONE").replace("NETWORK", "AWS_IAM")),
        Example.cloudformation(
            _SERVICE.replace("AUTH", "AWS_IAM").replace("NETWORK", "NONE")
            + _POLICY.replace("MORE", ", Condition: {StringEquals: {aws:PrincipalOrgID: o-a1b2c3d4e5}}")
        ),
        Example.cloudformation(_SERVICE.replace("AUTH", "NONE").replace("!Ref Shop", "sn-0123456789abcdef0")),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        found: dict[str, list[Route]] = {}
        for route in app.routes:
            if route.kind is TriggerKind.LATTICE and route.auth is AuthKind.NONE:
                found.setdefault(route.api.key, []).append(route)
        for routes in found.values():
            place = routes[0].property
            functions = [route.function for route in routes if route.function]
            reached = f" and reach {listing(dict.fromkeys(f.name for f in functions))}" if functions else ""
            yield self.finding(
                place,
                f"Whatever runs in a network that leads to {routes[0].api.name} may call it{reached}: nobody asks who.",
                functions=functions,
                edits=_edits(app, place),
            )


def _edits(app: Application, place: Property) -> list[AddResource | Set]:
    """Authentication, and a policy for the account's own callers: without one, nobody is let in.

    The callers also need a permission of their own and have to sign their requests.
    https://docs.aws.amazon.com/vpc-lattice/latest/ug/auth-policies.html
    """
    if place.name != "AuthType":
        return []
    owner = place.resource
    policies = [app.referenced(p.get("ResourceIdentifier")) for p in app.resources("AWS::VpcLattice::AuthPolicy")]
    switch = Set(place, "AWS_IAM")
    if owner in policies or None in policies:
        return [switch]
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "vpc-lattice-svcs:Invoke",
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:PrincipalAccount": Parameter("AWS::AccountId")}},
    }
    properties = {
        "ResourceIdentifier": Reference(owner.key, "Ref"),
        "Policy": document([statement]),
    }
    return [switch, AddResource(owner[()], f"{owner.name}Policy", "AWS::VpcLattice::AuthPolicy", properties)]
