import asyncio


async def handler(event, context):
    name = event["queryStringParameters"]["name"]
    await asyncio.create_subprocess_exec("convert", name)
    await asyncio.create_subprocess_exec("sh", "-c", "convert " + name)  # leastwise: expect command-injection
    return {"statusCode": 200}
