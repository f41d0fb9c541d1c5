"""A file system is mounted with nothing that limits what is seen of it, and as whom."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Severity
from leastwise.model.graph import Function
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Map
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing


class EfsWithoutAccessPoint(Rule):
    id = "efs-without-access-point"
    title = "File system mounted without limits"
    why = """
An access point shows one folder of the file system and acts as one user, whatever the code does. Without one, or with
one that leads to the root folder and forces no user, a function or task that is taken over reads and changes the files
of all others, as root if it likes.
"""
    remediation = """
Give each application an access point of its own: a folder, and a user that is not root.

- Template: an `AWS::EFS::AccessPoint` with `PosixUser: {Uid: "1000", Gid: "1000"}` and `RootDirectory: {Path: /shop}`,
  named by its ARN in `FileSystemConfigs`, or as `AuthorizationConfig: {AccessPointId: …}` in a task's volume.
- Console: EFS > *Access points* > *Create access point*.
- CLI: `aws efs create-access-point --file-system-id FS --posix-user Uid=1000,Gid=1000 --root-directory Path=/shop`.
"""
    severity = Severity.LOW
    cwe = ("CWE-732",)
    references = {
        "fsbp": ("EFS.3", "EFS.4"),
        "nist-800-53": ("AC-6(2)", "AC-6(10)"),
        "pci-dss": ("7.3.1",),
        "aws": (
            "https://docs.aws.amazon.com/efs/latest/ug/efs-access-points.html",
            "https://docs.aws.amazon.com/lambda/latest/dg/configuration-filesystem.html",
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-best-practices.html",
        ),
    }

    bad = (
        Example.sam(
            """
            Resources:
              Files: {Type: AWS::EFS::FileSystem}
              Door: {Type: AWS::EFS::AccessPoint, Properties: {FileSystemId: !Ref Files}}
              Shop:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  VpcConfig: {SubnetIds: [subnet-0123456789abcdef0], SecurityGroupIds: [sg-0123456789abcdef0]}
                  FileSystemConfigs: [{Arn: !GetAtt Door.Arn, LocalMountPath: /mnt/files}]
            """,
            at="Resources.Door.Properties.PosixUser",
        ),
        Example.cloudformation(
            """
            Resources:
              Files: {Type: AWS::EFS::FileSystem}
              Task:
                Type: AWS::ECS::TaskDefinition
                Properties:
                  Volumes:
                    - Name: files
                      EFSVolumeConfiguration: {FilesystemId: !Ref Files, TransitEncryption: ENABLED}
            """,
            at="Resources.Task.Properties.Volumes.0.EFSVolumeConfiguration.AuthorizationConfig.AccessPointId",
        ),
    )
    good = Example.sam(
        """
        Resources:
          Files: {Type: AWS::EFS::FileSystem}
          Door:
            Type: AWS::EFS::AccessPoint
            Properties:
              FileSystemId: !Ref Files
              PosixUser: {Uid: "1000", Gid: "1000"}
              RootDirectory: {Path: /shop}
          Unused: {Type: AWS::EFS::AccessPoint, Properties: {FileSystemId: !Ref Files}}
          Shop:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.13
              Handler: app.handler
              InlineCode: "def handler(event, context): pass"
              VpcConfig: {SubnetIds: [subnet-0123456789abcdef0], SecurityGroupIds: [sg-0123456789abcdef0]}
              FileSystemConfigs: [{Arn: !GetAtt Door.Arn, LocalMountPath: /mnt/files}]
          Task:
            Type: AWS::ECS::TaskDefinition
            Properties:
              Volumes:
                - Name: files
                  EFSVolumeConfiguration:
                    FilesystemId: !Ref Files
                    TransitEncryption: ENABLED
                    AuthorizationConfig: {AccessPointId: !Ref Door}
                - {Name: scratch, Host: {}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for door, functions in _mounted(app).values():
            wrong, place = _wrong(door)
            if place is not None:
                names = listing(function.name for function in functions)
                yield self.finding(place, f"{door.name}, which {names} mounts, {wrong}.", functions=functions)
        for task in app.resources("AWS::ECS::TaskDefinition"):
            for volume in task["Volumes"].each():
                place = volume["EFSVolumeConfiguration.AuthorizationConfig.AccessPointId"]
                if isinstance(volume["EFSVolumeConfiguration"].value, Map) and place.absent:
                    name = volume["Name"].text() or "?"
                    yield self.finding(place, f"Volume `{name}` of {task.name} is the whole file system, as any user.")


def _mounted(app: Application) -> dict[str, tuple[Resource, list[Function]]]:
    """The access points that functions mount; a function can mount nothing else."""
    found: dict[str, tuple[Resource, list[Function]]] = {}
    for function in app.functions:
        for mount in function.resource["FileSystemConfigs"].each():
            door = app.referenced(mount["Arn"].value, "AWS::EFS::AccessPoint")
            if door is not None:
                found.setdefault(door.key, (door, []))[1].append(function)
    return found


def _wrong(door: Resource) -> tuple[str, Property | None]:
    """What an access point fails to limit, and where that would be set."""
    user, folder = door["PosixUser.Uid"], door["RootDirectory.Path"]
    anyone, everything = user.text("0") == "0", folder.text("/") == "/"
    told = [
        text for wrong, text in ((anyone, "acts as any user"), (everything, "shows the whole file system")) if wrong
    ]
    place = (door["PosixUser"] if user.absent else user) if anyone else folder
    return " and ".join(told), place if told else None
