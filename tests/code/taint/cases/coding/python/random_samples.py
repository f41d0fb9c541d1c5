import random
import secrets
import string


def generate_password():
    letters = string.ascii_letters
    return "".join(random.choice(letters) for _ in range(12))  # leastwise: expect weak-random


def handler(event, context):
    server = random.choice(["a", "b"])
    max_tokens = random.randint(100, 200)
    otp = secrets.randbelow(10**6)
    return {"statusCode": 200, "body": f"{server} {max_tokens} {otp} {generate_password()}"}
