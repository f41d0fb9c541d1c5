"""What the code of functions does.

handlers    from a function of the model to the file and names of its handler
found       where that file is: a folder, behind an archive, behind a build, by its name
built       from what a build writes back to what it is built from
redirects   handlers of tools that start the author's own
images, docker, commands, programs    what a container image or a start script starts
inline      code that stands in a template
convention  handlers that no template names
packages, packing, layers, vendored   what lies where when a function runs, and what of it is other people's
imports     what an import names: a file of the package, or something outside it
sources     the files, each opened once
sdk/        what the AWS SDKs and libraries over them call
"""
