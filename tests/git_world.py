"""Git as tests know it: no settings of the machine or of a user reach them."""

from __future__ import annotations

from pathlib import Path

GIT_WORLD = {
    "GIT_CONFIG_GLOBAL": str(Path(__file__).parent / "gitconfig"),
    "GIT_CONFIG_NOSYSTEM": "1",
}
"""The part of an environment that says which configuration git reads."""
