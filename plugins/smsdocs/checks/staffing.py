"""SMS5xx: people in roles: holders, leavers, competences."""

from __future__ import annotations
