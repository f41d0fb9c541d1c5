"""What the languages and their standard libraries do, as tables of small functions.

table       all of them, by name
use         what such a function is given
texts, lists, mappings, functions     methods of values that are known
opaque      methods of values that are not
python, script, environment, promises    functions by the name of their module
"""
