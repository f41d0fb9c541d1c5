import yaml


def handler(event, context):
    text = event["body"]
    yaml.load(text, Loader=yaml.Loader)  # leastwise: expect unsafe-deserialization
    yaml.load(text, Loader=yaml.SafeLoader)
    yaml.load(text, yaml.SafeLoader)
    yaml.safe_load(text)
    yaml.unsafe_load(text)  # leastwise: expect unsafe-deserialization
