"""Python, TypeScript and JavaScript sources, lowered to one small language and not run.

nodes       the small language: its specification, and its nodes from `expressions` and `statements`
lower       from a file to it
lowering    limits, places and chains, in every language
python, typescript    what the statements of a language mean; `python_…` and `typescript_…`, `jsx` the rest of it
syntax      syntax trees by tree-sitter, and what their texts and numbers stand for
shown       the small language as text
modules     which file an import of Python names
"""
