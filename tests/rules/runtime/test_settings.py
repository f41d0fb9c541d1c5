"""durable-retention, unsigned-code, env-default-key, large-ephemeral-storage, efs-without-access-point: one setting each."""

import pytest

from leastwise.model.finding import Finding
from leastwise.rules.example import findings
from leastwise.rules.rule import Rule
from leastwise.rules.runtime.durable_retention import DurableRetention
from leastwise.rules.runtime.efs_without_access_point import EfsWithoutAccessPoint
from leastwise.rules.runtime.env_default_key import EnvDefaultKey
from leastwise.rules.runtime.large_ephemeral_storage import LargeEphemeralStorage
from leastwise.rules.runtime.unsigned_code import UnsignedCode

FUNCTION = "  %s: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.13, Handler: a.b, Code: {S3Bucket: b, S3Key: k}%s}}\n"


def said(rule: Rule, *parts: str) -> list[Finding]:
    return findings(rule, {"template.yaml": "Resources:\n" + "".join(parts)})


@pytest.mark.parametrize(("days", "count"), [(31, 1), ("'90'", 1), (30, 0), ("!ImportValue days", 0), ("never", 0)])
def test_durable_executions_are_kept_for_long(days: object, count: int) -> None:
    function = FUNCTION % ("Fn", f", DurableConfig: {{ExecutionTimeout: 60, RetentionPeriodInDays: {days}}}")
    assert len(said(DurableRetention(), function)) == count


def test_how_long_is_a_setting() -> None:
    function = FUNCTION % ("Fn", ", DurableConfig: {ExecutionTimeout: 60, RetentionPeriodInDays: 10}")
    assert len(said(DurableRetention({"days": 7}), function)) == 1


@pytest.mark.parametrize(("size", "count"), [(513, 1), ("'10240'", 1), (512, 0), ("!ImportValue size", 0)])
def test_temporary_storage_is_large(size: object, count: int) -> None:
    assert len(said(LargeEphemeralStorage(), FUNCTION % ("Fn", f", EphemeralStorage: {{Size: {size}}}"))) == count


def test_functions_whose_code_need_not_be_signed() -> None:
    (finding,) = said(
        UnsignedCode(),
        FUNCTION % ("B", ""),
        FUNCTION % ("A", ""),
        FUNCTION % ("C", ", CodeSigningConfigArn: !ImportValue c"),
    )
    assert finding.message == "Nothing requires that the code of A and B is signed."
    assert finding.place.resource.name == "A"


@pytest.mark.parametrize(
    ("policies", "count"),
    [
        ("", 1),
        (", CodeSigningPolicies: {UntrustedArtifactOnDeployment: Enforce}", 0),
        (", CodeSigningPolicies: !ImportValue p", 0),
    ],
)
def test_a_configuration_that_only_warns(policies: str, count: int) -> None:
    config = "  Signing: {Type: AWS::Lambda::CodeSigningConfig, Properties: {AllowedPublishers: {SigningProfileVersionArns: [a]}%s}}\n"
    assert len(said(UnsignedCode(), config % policies)) == count


@pytest.mark.parametrize(
    ("more", "count"),
    [
        (", Environment: {Variables: {A: b}}", 1),
        (", Environment: {Variables: {A: b}}, KmsKeyArn: !ImportValue key", 0),
        (", Environment: {Variables: !ImportValue variables}", 0),
        (", Environment: {Variables: {}}", 0),
        ("", 0),
    ],
)
def test_environment_under_the_default_key(more: str, count: int) -> None:
    assert len(said(EnvDefaultKey(), FUNCTION % ("Fn", more))) == count


MOUNT = ", FileSystemConfigs: [{Arn: !GetAtt Door.Arn, LocalMountPath: /mnt/a}]"
DOOR = "  Door: {Type: AWS::EFS::AccessPoint, Properties: {FileSystemId: fs-1%s}}\n"


@pytest.mark.parametrize(
    ("door", "message", "place"),
    [
        ("", "Door, which Fn mounts, acts as any user and shows the whole file system.", "PosixUser"),
        (
            ", PosixUser: {Uid: 1000, Gid: 1000}",
            "Door, which Fn mounts, shows the whole file system.",
            "RootDirectory.Path",
        ),
        (
            ", PosixUser: {Uid: 0, Gid: 0}, RootDirectory: {Path: /a}",
            "Door, which Fn mounts, acts as any user.",
            "PosixUser.Uid",
        ),
    ],
)
def test_an_access_point_that_limits_little(door: str, message: str, place: str) -> None:
    (finding,) = said(EfsWithoutAccessPoint(), DOOR % door, FUNCTION % ("Fn", MOUNT))
    assert (finding.message, finding.place.dotted) == (message, place)


@pytest.mark.parametrize(
    "parts",
    [
        (DOOR % ", PosixUser: {Uid: 1000, Gid: 1000}, RootDirectory: {Path: /a}", FUNCTION % ("Fn", MOUNT)),
        (DOOR % ", PosixUser: !ImportValue user, RootDirectory: !ImportValue folder", FUNCTION % ("Fn", MOUNT)),
        (DOOR % "", FUNCTION % ("Fn", "")),
        (
            "  Task: {Type: AWS::ECS::TaskDefinition, Properties: {Volumes: [{Name: a, EFSVolumeConfiguration: !ImportValue v}]}}\n",
        ),
        ("  Task: {Type: AWS::ECS::TaskDefinition, Properties: {Volumes: !ImportValue v}}\n",),
    ],
)
def test_what_limits_enough_or_is_not_known(parts: tuple[str, ...]) -> None:
    assert said(EfsWithoutAccessPoint(), *parts) == []


def test_a_task_that_mounts_everything() -> None:
    task = "  Task: {Type: AWS::ECS::TaskDefinition, Properties: {Volumes: [{Name: a, EFSVolumeConfiguration: {FilesystemId: fs-1}}]}}\n"
    (finding,) = said(EfsWithoutAccessPoint(), task)
    assert finding.message == "Volume `a` of Task is the whole file system, as any user."
