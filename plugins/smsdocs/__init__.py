"""smsdocs: a service management system as Markdown in git, checked from git and published with MkDocs.

Importing the package costs nothing: every heavy library is imported where it is used.
"""

__version__ = "0.1.0"
