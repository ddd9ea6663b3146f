"""What a command costs, and a ratio of two costs measured in turns.

Seconds of CPU are those of the child and of whatever it waited for (git, say), as the kernel counted them.
"""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus import TODAY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

_PER_MB = 1e6 if sys.platform == "darwin" else 1e3
"""The kernel tells memory in KB, macOS in bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command to measure.

    Attributes:
        arguments: the program first.
        folder: where it runs.
        environment: on top of that of the benchmark.
        before: what has to happen before each run; it is not measured.
    """

    arguments: Sequence[str]
    folder: Path
    environment: Mapping[str, str] = dataclasses.field(default_factory=dict)
    before: Callable[[], object] | None = None

    def after(self, before: Callable[[], object]) -> Command:
        """Return the command with something that happens before each run."""
        return dataclasses.replace(self, before=before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """The least a command took over several runs.

    Attributes:
        cpu: seconds.
        wall: seconds.
        memory: MB that its largest process held at most; git is one of them.
    """

    cpu: float
    wall: float
    memory: float


def python(folder: Path, *arguments: str) -> Command:
    """Return a command of this Python."""
    return Command(arguments=[sys.executable, *arguments], folder=folder)


def measure(commands: Mapping[str, Command], repeat: int) -> dict[str, Cost]:
    """Run every command `repeat` times, in turns, so that a busy moment hits none of them alone; keep the best."""
    runs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(repeat):
        for name, command in commands.items():
            runs[name].append(_run(command))
    return {
        name: Cost(
            cpu=min(cost.cpu for cost in costs),
            wall=min(cost.wall for cost in costs),
            memory=min(cost.memory for cost in costs),
        )
        for name, costs in runs.items()
    }


def _run(command: Command) -> Cost:
    if command.before:
        command.before()
    environment = {
        **os.environ,
        "SMSDOCS_TODAY": TODAY,
        "NO_MKDOCS_2_WARNING": "1",
        **command.environment,
    }
    start = time.perf_counter()
    with subprocess.Popen(
        list(command.arguments),
        cwd=command.folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        errors = process.stderr.read() if process.stderr else b""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    if process.returncode:
        sys.stderr.write(errors.decode(errors="replace"))
        raise SystemExit(f"{' '.join(command.arguments)} ended with {process.returncode}")
    memory = usage.ru_maxrss / _PER_MB
    return Cost(cpu=usage.ru_utime + usage.ru_stime, wall=wall, memory=memory)
