"""Files of a tree that commands add to: YAML text that reads back as it was meant, written whole or not at all."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.yaml_source import resolve_plain

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")


def quote(value: str, *, always: bool = False) -> str:
    """Return a text as YAML that reads back as the same text; nothing for nothing."""
    if not value or (not always and _PLAIN.fullmatch(value) and isinstance(resolve_plain(value), str)):
        return value
    return '"' + "".join(_escape(char) for char in value) + '"'


def _escape(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    return char if char.isprintable() else f"\\U{ord(char):08X}"


def refuse_links(root: Path, path: str) -> None:
    """Refuse a file that is not where it seems to be.

    Raises:
        CannotLookError: it lies behind a symbolic link, or outside the root.
    """
    top = root.resolve()
    if (root / path).resolve() != top / path:
        message = f"{path} lies behind a symbolic link, or outside the folder of the settings"
        raise CannotLookError(message, "let the settings name a plain folder, and keep a plain file there")


def replace_file(target: Path, content: bytes) -> None:
    """Write a file beside the target and put it in its place, so that nobody ever sees half of it."""
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o644
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(mode)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
