"""The abstract interpreter: runs lowered programs on what is known of their values.

modules      whole: imports and exports on top of all below
classes, calls, functions      what is called
matching, loops, statements    what is run
expressions, narrowing, operators    what has a value
indexing, attributes, variables, truth    what values have
machine      the state, the limits, and what the parts are for each other
store, shapes, scopes    variables and objects, with branches
natives/     what the languages and their standard libraries do, as tables
views        the heap as observers see it
"""
