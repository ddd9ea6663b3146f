"""Macros of pages: the functions there are, what a page asks of them, and whether there is such a thing."""
