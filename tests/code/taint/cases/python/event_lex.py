# event: lex
import os


def handler(event, context):
    os.system("show " + event["inputTranscript"])  # leastwise: expect command-injection
    os.system("show " + event["sessionState"]["intent"]["slots"]["City"]["value"]["interpretedValue"])  # leastwise: expect command-injection
    os.system("show " + event["bot"]["name"])
