import os


class Store:
    def __init__(self, name):
        self.name = name
        self.kind = "fixed"

    def show(self):
        os.system("show " + self.name)  # leastwise: expect command-injection

    def show_kind(self):
        os.system("show " + self.kind)


class Child(Store):
    pass


def handler(event, context):
    store = Child(event["pathParameters"]["name"])
    store.show()
    store.show_kind()
