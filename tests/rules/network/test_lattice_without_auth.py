"""lattice-without-auth: a service with a function behind it is one finding."""

from leastwise.engine import JudgeSettings, judge
from leastwise.model.finding import Severity
from leastwise.rules.api.unauthenticated_route import UnauthenticatedRoute
from leastwise.rules.example import findings, readings
from leastwise.rules.network.lattice_without_auth import LatticeWithoutAuth

SERVICE = """Resources:
  Service: {Type: AWS::VpcLattice::Service, Properties: {Name: orders}}
  Listener:
    Type: AWS::VpcLattice::Listener
    Properties:
      ServiceIdentifier: !Ref Service
      DefaultAction: {Forward: {TargetGroups: [{TargetGroupIdentifier: !Ref Group}]}}
  Group: {Type: AWS::VpcLattice::TargetGroup, Properties: {Type: LAMBDA, Targets: [{Id: !GetAtt Orders.Arn}]}}
  Network: {Type: AWS::VpcLattice::ServiceNetwork}
  Link:
    Type: AWS::VpcLattice::ServiceNetworkServiceAssociation
    Properties: {ServiceIdentifier: !Ref Service, ServiceNetworkIdentifier: !Ref Network}
  Orders:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: i.h, Role: "arn:aws:iam::123456789012:role/r", Code: {ZipFile: "x"}}
"""


def test_it_takes_the_place_of_the_open_route() -> None:
    (reading,) = readings({"template.yaml": SERVICE})
    found = judge(reading, [LatticeWithoutAuth(), UnauthenticatedRoute()], JudgeSettings()).findings
    assert [finding.rule for finding in found] == ["lattice-without-auth"]
    assert [note.rule for note in found[0].related] == ["unauthenticated-route"]
    assert found[0].functions == ("template.yaml:Orders",)


def test_the_open_route_says_that_it_is_no_door_to_the_internet() -> None:
    (finding,) = findings(UnauthenticatedRoute(), {"template.yaml": SERVICE})
    assert finding.severity is Severity.MEDIUM
    assert "everybody in the networks that lead to Service" in finding.message
