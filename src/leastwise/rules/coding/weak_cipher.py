"""Data is encrypted with a cipher, mode or nonce that does not hide it."""

from leastwise.model.finding import Severity
from leastwise.rules.coding._faults import FaultRule
from leastwise.rules.injection._examples import javascript, python

_BAD_PYTHON = """
import os

from Crypto.Cipher import AES

key = bytes.fromhex(os.environ["KEY"])


def handler(event, context):
    cipher = AES.new(key, AES.MODE_ECB)  # leastwise: expect weak-cipher
    return {"statusCode": 200, "body": cipher.encrypt(event["body"].encode()).hex()}
"""
_BAD_JAVASCRIPT = """
import { createCipheriv } from "node:crypto";

const key = Buffer.from(process.env.KEY, "hex");

export const handler = async (event) => {
  const cipher = createCipheriv("aes-256-cbc", key, Buffer.alloc(16)); // leastwise: expect weak-cipher
  return { statusCode: 200, body: cipher.update(event.body, "utf8", "hex") + cipher.final("hex") };
};
"""
_GOOD_PYTHON = """
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

key = bytes.fromhex(os.environ["KEY"])


def handler(event, context):
    nonce = os.urandom(12)
    sealed = AESGCM(key).encrypt(nonce, event["body"].encode(), None)
    return {"statusCode": 200, "body": (nonce + sealed).hex()}
"""
_GOOD_JAVASCRIPT = """
import { createCipheriv, randomBytes } from "node:crypto";

const key = Buffer.from(process.env.KEY, "hex");

export const handler = async (event) => {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const sealed = Buffer.concat([nonce, cipher.update(event.body, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return { statusCode: 200, body: sealed.toString("hex") };
};
"""


class WeakCipher(FaultRule):
    id = "weak-cipher"
    title = "Encryption that does not hold"
    danger = "this cipher, its mode, or a start value that never changes, lets others read or alter what it protects"
    why = """
DES and RC4 are broken. In ECB mode equal blocks stay equal, so that the shape of the data shows. With an initialisation
vector or nonce that never changes, equal beginnings look equal, and in GCM or CTR two messages give away each other and
the key that authenticates them. `createCipher` makes key and vector from a password with MD5.
"""
    remediation = """
Use AES-GCM with a random nonce for each message, or leave it to AWS KMS.

- Python: `AESGCM(key).encrypt(os.urandom(12), data, None)` of `cryptography`, or the AWS Encryption SDK.
- JavaScript: `createCipheriv("aes-256-gcm", key, randomBytes(12))` with `getAuthTag()`, or the AWS Encryption SDK.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-327", "CWE-329")
    references = {
        "owasp-serverless": ("A3:2017",),
        "owasp-top10": ("A04:2025",),
        "pci-dss": ("3.5.1",),
        "nist-800-53": ("SC-13",),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))
