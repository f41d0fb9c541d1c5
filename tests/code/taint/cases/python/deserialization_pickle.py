# event: kinesis
import base64
import json
import pickle
import dill
import jsonpickle


def handler(event, context):
    for record in event["Records"]:
        data = base64.b64decode(record["kinesis"]["data"])
        pickle.loads(data)  # leastwise: expect unsafe-deserialization
        json.loads(data)
        dill.loads(data)  # leastwise: expect unsafe-deserialization
        jsonpickle.decode(data)  # leastwise: expect unsafe-deserialization
