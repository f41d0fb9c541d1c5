from ruamel.yaml import YAML


def handler(event, context):
    text = event["body"]
    YAML(typ="base").load(text)
    YAML(typ="safe").load(text)
    YAML().load(text)
    YAML(typ="unsafe").load(text)  # leastwise: expect unsafe-deserialization
    return {"statusCode": 200}
