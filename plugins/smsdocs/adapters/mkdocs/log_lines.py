"""Lines of the build's log: what a pull request brings makes no line of its own, and no colour."""

from __future__ import annotations

import logging
import re

from smsdocs.reports.words import encodable, plain

_OURS = "mkdocs.plugins.smsdocs"
_BREAKS = re.compile(r"([\n\t]+)")


def guard_log() -> None:
    """Have everything that MkDocs, its plugins and we log shown as text: names and titles are untrusted.

    A pipeline reads such lines: one that begins `::error` would be an annotation of its own.
    """
    for handler in logging.getLogger("mkdocs").handlers:
        if not any(isinstance(one, _AsText) for one in handler.filters):
            handler.addFilter(_AsText())


class _AsText(logging.Filter):
    """Control, invisible and direction characters show as escapes; line breaks too in what our sentences name."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith(_OURS) and isinstance(record.args, tuple):
            record.args = tuple(one if isinstance(one, int) else _show(str(one)) for one in record.args)
        record.msg = "".join(
            part if index % 2 else _show(part)
            for index, part in enumerate(_BREAKS.split(_read_message(record)))
        )
        record.args = ()
        return True


def _show(text: str) -> str:
    return plain(encodable(text))


def _read_message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):  # arguments that do not fit: what was meant is shown
        return str(record.msg)
