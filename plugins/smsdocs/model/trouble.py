"""Why we could not look: the one exception a user meets, as exit code 2."""

from __future__ import annotations


class CannotLookError(Exception):
    """Settings, usage or git keep us from judging anything. A fault in somebody's page is a `Fault` instead.

    Args:
        message: what is wrong, with its place.
        hint: what would satisfy.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
