# event: state-machine
import boto3
import paramiko

ssm = boto3.client("ssm")


def handler(event, context):
    host = paramiko.SSHClient()
    for item in event["items"]:
        host.exec_command(f"restart {item}")  # leastwise: expect command-injection
        ssm.send_command(DocumentName="AWS-RunShellScript", Parameters={"commands": [f"restart {item}"]})  # leastwise: expect command-injection
        ssm.send_command(DocumentName="AWS-RunShellScript", Parameters={"commands": ["restart web"]})
