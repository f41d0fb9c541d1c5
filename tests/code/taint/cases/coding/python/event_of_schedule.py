# event: schedule
def handler(event, context):
    print(event)
    print(context)
    return "event-logged"
