"""Code that stands in a template, as a source of its own whose places are those of the template.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html
"""

from __future__ import annotations

from leastwise.model.resource import Property
from leastwise.model.source import Source, Span
from leastwise.model.value import display


def inline_source(place: Property, ending: str) -> Source:
    """The code as a file `index` with this ending; what is not known before deployment stands in it as `${Name}`.

    Each line is where the template has it; a line that is not found there, because it is put together or escaped, is at
    the property.
    """
    text = display(place.value)
    source, start, end = place.span[0], place.span[3], place.span[4]
    found = Source(f"{source.path}/{place.resource.name}/index{ending}", text)
    written, cursor, offset = source.text[start:end], 0, 0
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        span: Span = place.span
        at = written.find(bare, cursor) if bare else -1
        if at >= 0:
            lead = len(line) - len(line.lstrip())
            cursor = at + len(bare)
            span = (source, start + at, start + cursor, start + at, start + cursor)
            if lead:
                found.origins.append((offset, offset + lead, span))
            offset, line = offset + lead, line[lead:]
        found.origins.append((offset, offset + len(line), span))
        offset += len(line)
    return found
