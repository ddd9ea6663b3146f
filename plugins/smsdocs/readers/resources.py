"""Where the packaged schema lies: in the wheel beside this package, in a checkout at the top.

A wheel (also one built from an sdist) carries `schema/` inside the package. An editable install and a
checkout read the one at the root of the repository, so a stale copy can never win.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


@lru_cache(maxsize=1)
def find_packaged_schema() -> Path:
    """Return the folder of the packaged schema.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    for folder in (_PACKAGE / "schema", _PACKAGE.parent.parent / "schema"):
        if (folder / "catalogs").is_dir():
            return folder
    message = f"the packaged schema is missing beside {_PACKAGE}: install smsdocs again"
    raise FileNotFoundError(message)
