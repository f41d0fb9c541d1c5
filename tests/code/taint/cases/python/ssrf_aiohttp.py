# event: sqs
import asyncio
import json

import aiohttp


async def deliver(message):
    async with aiohttp.ClientSession() as session:
        async with session.post(message["url"], json=message) as answer:  # leastwise: expect ssrf
            await answer.text()
        async with session.get(f"https://hooks.example.com/{message['id']}") as answer:  # leastwise: auditor ssrf
            return await answer.text()


def handler(event, context):
    for record in event["Records"]:
        asyncio.run(deliver(json.loads(record["body"])))
