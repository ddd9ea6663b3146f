"""Macros of pages: Jinja's notation, read into values. Whatever is no part of them is refused with its place."""
