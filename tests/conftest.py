"""What every test relies on: nothing of the developer's machine leaks in, and hypothesis never judges by the clock."""

import os
import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

# Properties must hold on a slow machine too; in CI the same examples are tried every time.
settings.register_profile("leastwise", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("leastwise")

# A shell starts what runs in the background deaf to Ctrl-C, and so would be every program that a test starts and stops.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

LEAKS = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LEASTWISE_", "AWS_", "GITHUB_", "GIT_")


@pytest.fixture(scope="session", autouse=True)
def own_surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give the tests a home of their own, and no cache, credentials, colours or CI variables."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(LEAKS):
                patch.delenv(name)
        home = tmp_path_factory.mktemp("home")
        patch.setenv("HOME", str(home))
        patch.setenv("XDG_CACHE_HOME", str(home / "cache"))
        patch.setenv("XDG_CONFIG_HOME", str(home / "config"))
        patch.setenv("XDG_STATE_HOME", str(home / "state"))
        patch.setenv("LEASTWISE_CACHE_DIR", "")  # tests that change the program must not meet what another one kept
        yield
