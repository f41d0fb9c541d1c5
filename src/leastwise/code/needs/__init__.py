"""What the code of a function needs to be allowed: the first observer of the interpreter.

    found = code_needs(app, function, sources)
    found.needs        actions on resources of the application, each with the calls that need it
    found.certainty    `complete`, or `uncertain` where `why` says what was not understood

Calls become operations of the SDKs (`things`, `calls`), once for a package; these become actions on ARNs for each
function, with its environment (`instances`).
"""

from leastwise.code.needs.function import CodeNeeds, alone_needs, broken, code_needs, understood
from leastwise.code.needs.need import Because, CodeNeed, Why

__all__ = ["Because", "CodeNeed", "CodeNeeds", "Why", "alone_needs", "broken", "code_needs", "understood"]
