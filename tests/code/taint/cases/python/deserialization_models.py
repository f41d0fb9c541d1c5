import json
import os
import joblib
import numpy
import torch


def handler(event, context):
    body = json.loads(event["body"])

    path = "/tmp/" + os.path.basename(body["model"])
    joblib.load(path)  # leastwise: expect unsafe-deserialization
    torch.load(path, weights_only=True)
    torch.load(path, weights_only=False)  # leastwise: expect unsafe-deserialization
    numpy.load(path)
    numpy.load(path, allow_pickle=True)  # leastwise: expect unsafe-deserialization
