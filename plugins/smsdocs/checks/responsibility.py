"""SMS5xx: who answers for what: owners, parts, conflicts between roles."""

from __future__ import annotations
