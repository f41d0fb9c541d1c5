"""Which data of outsiders reaches which dangerous calls: the second observer of the interpreter.

    for flow in flows(app, function):
        flow.rule, flow.hit.call.place, flow.path

`tables` reads what calls mean from files of data, `observer` sees calls that are given fields of the event, `checks`
and `forms` tell which of them are harmless, `trust` who shapes a field, and `flows` puts it together for a function.
"""
