# event: sns
import asyncio
import json


async def convert(name):
    await asyncio.create_subprocess_shell(f"convert {name}")  # leastwise: expect command-injection
    await asyncio.create_subprocess_exec("convert", name)


def handler(event, context):
    for record in event["Records"]:
        message = json.loads(record["Sns"]["Message"])
        asyncio.run(convert(message["name"]))
