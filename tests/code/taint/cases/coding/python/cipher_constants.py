import http.client
import os

from Crypto.Cipher import AES

key = bytes.fromhex(os.environ["KEY"])
START = b"0123456789abcdef"


def handler(event, context):
    cipher = AES.new(key, AES.MODE_CBC, iv=bytes(16))  # leastwise: expect weak-cipher
    opened = AES.new(key, AES.MODE_CBC, START).decrypt(cipher.encrypt(event["body"].encode()))  # leastwise: expect weak-cipher
    AES.new(key, AES.MODE_GCM, nonce=b"\x00" * 12).encrypt(b"order")  # leastwise: expect weak-cipher
    http.client.HTTPConnection("partner.shop").request("POST", "/orders", opened)  # leastwise: expect plain-http
    http.client.HTTPConnection("localhost", 2773).request("GET", "/orders")
    http.client.HTTPConnection(os.environ["HOST"]).request("GET", "/orders")
    return {"statusCode": 202}
