"""What the code of functions does.

handlers    from a function of the model to the file and names of its handler: an `Entry` or what is `Missing` (entries)
found       where that file is: a folder, behind an archive or a build, by its name
built       from what a build writes back to what it is built from
redirects   handlers of tools that start the author's own
images, docker, commands, programs    what a container image or a start script starts
inline      code that stands in a template
convention, conventions    handlers that no template names, and what handlers look like
packages, packing, layers, vendored   what lies where when a function runs, and what of it is other people's
imports     what an import names: modules, python_imports, script_imports, and the manifests that the last one follows
sources, archives    the files, each opened once, those of archives among them
analysis    runs the handlers of a package, and tells what each one reaches
values, chains    what is known of a value, and chains of calls of libraries
observers   what who watches calls is told
interpreter/    how that is found
sdk/        what the AWS SDKs and libraries over them call
"""
