"""`--synth`: the one thing in a scan that runs code of what is scanned, and only when somebody asks for it by name.

No configuration can ask for it. What `cdk synth` writes goes where it always goes, `cdk.out` or the `output` of
`cdk.json`, and is read from there.

https://docs.aws.amazon.com/cdk/v2/guide/ref-cli-cmd-synth.html
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from leastwise.model.errors import UsageError
from leastwise.report.clean import clean

if TYPE_CHECKING:
    from leastwise.cli.settings import Settings

TIMEOUT = 600
"""Seconds after which `cdk synth` is stopped."""

_LAST = 5
"""Lines of what it printed that are shown when it fails."""


def synthesise(settings: Settings) -> list[str]:
    """Run `cdk synth` in the folder of every `cdk.json` that is scanned; what failed, for people.

    Raises:
        UsageError: there is no CDK application, or nothing to run it with.
    """
    folders = list(_applications(settings))
    if not folders:
        raise UsageError("--synth: no cdk.json in what is scanned")
    failed = []
    for folder in folders:
        command = _command(settings.root, folder)
        shown = folder or "."
        sys.stderr.write(
            f"leastwise: --synth runs the code of the application in {clean(shown)}: {' '.join(command)}\n"
        )
        sys.stderr.flush()
        problem = _run(command, os.path.join(settings.root, folder))
        if problem:
            failed.append(f"--synth: {shown}: {problem}; what is there was read")
    return failed


def _applications(settings: Settings) -> Iterator[str]:
    """The folders of applications, relative to the root; copies in the output of the CDK are none."""
    found: dict[str, None] = {}
    for path in settings.paths:
        for file in settings.files.walk(path) if settings.files.is_dir(path) or not path else (path,):
            folder, _, name = file.rpartition("/")
            if name == "cdk.json" and not any(step.startswith(("cdk.out", "asset.")) for step in folder.split("/")):
                found[folder] = None
    yield from found


def _command(root: str, folder: str) -> list[str]:
    """The application's own CDK, that of whoever scans, or npx without fetching anything."""
    options = ["synth", "--quiet"]
    inside = os.path.join(root, folder)
    while True:
        own = os.path.join(inside, "node_modules", ".bin", "cdk")
        if os.path.isfile(own):
            return [own, *options]
        if os.path.realpath(inside) == os.path.realpath(root) or inside == os.path.dirname(inside):
            break
        inside = os.path.dirname(inside)
    if installed := shutil.which("cdk"):
        return [installed, *options]
    if npx := shutil.which("npx"):
        return [npx, "--no-install", "cdk", *options]
    raise UsageError("--synth: neither cdk nor npx is there; install Node.js and the CDK (npm install -g aws-cdk)")


def _run(command: list[str], folder: str) -> str:
    """Run a command; why it failed, empty where it did not."""
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that what it starts can be stopped with it
        )
    except OSError as error:
        return f"{os.path.basename(command[0])} cannot be run: {error.strerror or error}"
    try:
        output, _ = process.communicate(timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        _stop(process)
        return f"cdk synth was stopped after {TIMEOUT} seconds"
    except BaseException:
        _stop(process)
        raise
    if process.returncode == 0:
        return ""
    lines = [line for line in output.decode("utf-8", "replace").splitlines() if line.strip()]
    return f"cdk synth failed with exit code {process.returncode}: " + " | ".join(clean(x) for x in lines[-_LAST:])


def _stop(process: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except OSError:
            process.kill()
    else:
        process.kill()
    process.communicate()
