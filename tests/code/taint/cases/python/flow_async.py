import asyncio
import os


async def read(event):
    return event["body"]


async def main(event):
    one, two = await asyncio.gather(read(event), asyncio.sleep(0))
    os.system(await read(event))  # leastwise: expect command-injection


def handler(event, context):
    return asyncio.run(main(event))
