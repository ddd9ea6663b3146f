"""The command line: `smsdocs`. Commands are loaded when they are called, so `--help` costs nothing."""

from smsdocs.adapters.command_line.group import main

__all__ = ["main"]
