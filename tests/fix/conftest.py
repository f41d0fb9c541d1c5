"""Where the journal is kept in tests, and both ways to reach a file's folder."""

import pytest

from leastwise.fix import target


@pytest.fixture
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state/leastwise"


@pytest.fixture(params=[True, False], ids=["held", "paths"])
def way(request, monkeypatch):
    """Folders held open, and looked at by their paths as on Windows."""
    if request.param and not target._HELD:
        pytest.skip("this system cannot hold folders open")
    monkeypatch.setattr(target, "_HELD", request.param)
