"""Python, TypeScript and JavaScript sources that describe an application, lowered to one small language and not run.

syntax      syntax trees by tree-sitter
nodes       the small language
typescript, python, declarations, python_declarations    what the nodes of the trees mean in it
modules     which file an import of Python names
"""
