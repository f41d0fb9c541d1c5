import anthropic
from langchain_aws import ChatBedrock

client = anthropic.Anthropic()
model = ChatBedrock(model_id="m")


def handler(event, context):
    said = client.messages.create(model="m", max_tokens=9, messages=[{"role": "user", "content": event["body"]}])
    eval(said.content[0].text)  # leastwise: expect prompt-injection-sink
    exec(model.invoke(event["body"]).content)  # leastwise: expect prompt-injection-sink
