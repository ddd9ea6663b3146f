"""Certification readiness: what the repository shows of each step of the way, and what is missing by when."""
