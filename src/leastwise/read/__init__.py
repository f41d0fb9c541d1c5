"""Reading: files become applications. Nothing that is read is executed, nothing outside the root is opened.

`project.read` is the way in. Nothing is imported here, so that `files` can be had without all the rest.
"""
