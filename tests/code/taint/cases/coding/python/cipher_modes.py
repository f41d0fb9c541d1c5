import os

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

key = os.urandom(32)


def handler(event, context):
    old = Cipher(algorithms.TripleDES(key), modes.CBC(os.urandom(8)))  # leastwise: expect weak-cipher
    blocks = Cipher(algorithms.AES(key), modes.ECB())  # leastwise: expect weak-cipher
    fixed = Cipher(algorithms.AES(key), modes.CBC(b"0123456789abcdef"))  # leastwise: expect weak-cipher
    right = Cipher(algorithms.AES(key), modes.GCM(os.urandom(12)))
    return [old, blocks, fixed, right]
