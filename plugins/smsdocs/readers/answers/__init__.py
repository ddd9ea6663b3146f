"""What was printed before, kept in git's own folder, and everything that would make it wrong.

This room is entered before any other, so it imports the standard library, `readers.git.process` and nothing else;
of the standard library nothing slow: to import `dataclasses` takes as long as to start Python, so the values here
are named tuples.
"""
