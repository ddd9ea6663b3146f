"""What an answer depends on outside the repository: the tool itself, Python, git, the environment, the terminal."""

from __future__ import annotations

import os
import sys

import smsdocs
from smsdocs.readers.answers.stamps import Stamp, read_stamp, read_stamps_below
from smsdocs.readers.resources import find_packaged_schema

_FILES = 20_000
"""More files than the package and its schema will ever have."""
_PREFIXES = ("SMSDOCS_", "GIT_", "LC_", "PYTHON")
_NAMES = frozenset(
    {"NO_COLOR", "FORCE_COLOR", "COLUMNS", "LANG", "LANGUAGE", "TZ", "HOME", "XDG_CONFIG_HOME", "GNUPGHOME"}
)


def read_machine() -> tuple[object, ...]:
    """Return everything about this machine that what is printed may depend on."""
    return _read_python(), _read_package(), read_program("git"), _read_environment(), _read_terminal()


def read_program(name: str) -> tuple[str, Stamp | None]:
    """Return where a program lies, and its stamp: another version has another one, and it need not be run."""
    if os.path.dirname(name):  # noqa: PTH120  # git's rule: a name with a folder is not looked for
        return name, read_stamp(name)
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        path = os.path.join(folder, name)  # noqa: PTH118  # a hundred Paths cost more than the answer
        if os.access(path, os.X_OK):
            return path, read_stamp(path)
    return name, None


def _read_python() -> tuple[object, ...]:
    """Return which Python this is, and the stamps of the folders that hold its libraries."""
    libraries = [
        (path, read_stamp(path)) for path in sys.path if path.endswith(("site-packages", "dist-packages"))
    ]
    return sys.version, sys.prefix, tuple(sys.flags), sys.getfilesystemencoding(), libraries


def _read_package() -> tuple[object, ...]:
    """Return the version and every file of this package: an editable install changes without changing it."""
    folders = (os.path.dirname(smsdocs.__file__), str(find_packaged_schema()))  # noqa: PTH120  # as in read_program
    files = [
        (path, stamp and stamp[1:])
        for folder in folders
        for path, stamp in read_stamps_below(folder, _FILES)
        if stamp is None or not _is_folder(stamp)  # Python writes its __pycache__ into them
    ]
    return smsdocs.__version__, files


def _is_folder(stamp: Stamp) -> bool:
    return stamp[0] & 0o170000 == 0o040000  # noqa: PLR2004  # the bits of a folder; importing `stat` says no more


def _read_environment() -> list[tuple[str, str]]:
    chosen = (name for name in os.environ if name in _NAMES or name.startswith(_PREFIXES))
    return [(name, os.environ[name]) for name in sorted(chosen)]


def _read_terminal() -> tuple[object, ...]:
    """Return what the output is written to: a terminal or not, how wide, in which encoding."""
    try:
        columns = os.get_terminal_size(sys.__stdout__.fileno()).columns if sys.__stdout__ else 0
    except (OSError, ValueError):
        columns = 0
    return sys.stdout.isatty(), columns, sys.stdout.encoding, sys.stdout.errors
