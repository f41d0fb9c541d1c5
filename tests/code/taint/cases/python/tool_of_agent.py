import subprocess

from strands import Agent, tool


@tool
def run(command: str) -> str:
    return subprocess.check_output(command, shell=True)  # leastwise: expect prompt-injection-sink


agent = Agent(tools=[run])


def handler(event, context):
    return str(agent(event["prompt"]))
