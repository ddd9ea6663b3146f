"""SMS7xx: nonconformities, actions and management reviews."""

from __future__ import annotations
