"""What this installation is: where its schema lies, and what tells it from another.

A wheel (also one built from an sdist) carries `schema/` inside the package. An editable install and a
checkout read the one at the root of the repository, so a stale copy can never win.
"""

from __future__ import annotations

import shutil
import sys
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path

from smsdocs import __version__

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


@cache
def identify_tool() -> str:
    """Return what tells one state of this tool and of git from another: versions, and the files as they lie there.

    An editable install changes without changing its version.
    """
    here = Path(__file__).resolve().parents[1]
    files = [*here.rglob("*.py"), Path(shutil.which("git") or here)]
    facts = [(str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in sorted(files)]
    return sha256(repr((__version__, sys.version, facts)).encode()).hexdigest()
