# event: cognito
import html


def handler(event, context):
    name = event["request"]["userAttributes"]["name"]
    event["response"]["emailMessage"] = f"<p>Dear {name}, {event['request']['codeParameter']}</p>"  # leastwise: expect xss
    event["response"]["emailMessage"] = f"<p>Dear {html.escape(name)}</p>"
    event["response"]["smsMessage"] = f"<p>Dear {name}</p>"
    event["response"] = {"emailMessage": f"<p>Dear {name}</p>"}  # leastwise: expect xss
    return event
