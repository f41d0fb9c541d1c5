"""What a tool has written is never changed: a fix of the CDK is a message at the construct."""

import json

from .repaired import Repaired

STACK = {
    "Resources": {
        "Jobs1234": {
            "Type": "AWS::SQS::Queue",
            "Properties": {},
            "Metadata": {"aws:cdk:path": "Shop/Jobs/Resource"},
        }
    }
}
MANIFEST = {
    "version": "48.0.0",
    "artifacts": {"Shop": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "Shop.template.json"}}},
}


def test_a_fix_says_what_to_change_in_the_construct() -> None:
    files = {"cdk.out/manifest.json": json.dumps(MANIFEST), "cdk.out/Shop.template.json": json.dumps(STACK)}
    done = Repaired(files, "plaintext-queue-access")
    assert done.files == done.before
    assert [reason.partition(":")[0] for reason in done.left] == ["change it in the construct"]
