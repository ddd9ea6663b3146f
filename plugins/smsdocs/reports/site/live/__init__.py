"""Live data in authors' pages: the functions they call, and the one that follows their text step by step.

Nothing that an author wrote is ever Python: a page is a list of values (`smsdocs.model.macro`), and this follows it.
"""
