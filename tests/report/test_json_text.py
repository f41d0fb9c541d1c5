"""The text of the JSON formats."""

import json

from hypothesis import given
from hypothesis import strategies as st

from leastwise.report.json import dumps

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner),
)


@given(VALUES, st.sampled_from([None, 2]))
def test_it_is_what_python_writes_without_the_sign_that_ci_systems_look_for(value: object, indent: int | None) -> None:
    separators = (",", ":") if indent is None else None
    assert dumps(value, indent=indent) == json.dumps(value, indent=indent, separators=separators).replace(
        "#", "\\u0023"
    )
