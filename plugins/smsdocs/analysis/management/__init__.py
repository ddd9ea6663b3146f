"""Registers and records as what they speak of: actions, audits, reviews, measurements, trainings."""
