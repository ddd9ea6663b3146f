"""SMS7xx: trainings that are missing, and texts that changed since somebody read them."""

from __future__ import annotations
