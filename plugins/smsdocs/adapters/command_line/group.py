"""The group of all commands: what there is, in one line each, and what becomes of trouble."""

from __future__ import annotations

import atexit
import gc
import importlib
import os
from typing import TYPE_CHECKING

import click

from smsdocs import __version__
from smsdocs.analysis.nearest import find_nearest
from smsdocs.model.trouble import CannotLookError
from smsdocs.reports.words import encodable, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

_HERE = "smsdocs.adapters.command_line"
_COMMANDS = {
    "check": ("check", "Find what is wrong: documents, references, coverage, settings."),
    "coverage": ("coverage", "Show the status of every clause, with reasons."),
    "history": ("history", "Show what git proves of documents: every revision, review and approval."),
    "remind": (
        "remind",
        "Show what is due for whom: reviews, actions, audits, measurements, trainings and more.",
    ),
    "sample": ("sample", "Record that somebody looked at records which another system keeps."),
    "export": ("export", "Write what other programs read to standard output: a calendar, a table."),
    "rules": ("rules", "List the rules."),
    "explain": ("rules", "Explain a rule: when it is triggered, how to mend it, why it matters."),
    "approve": ("approvals", "Record that somebody approves a document as it lies on disk."),
    "approvals": ("approvals", "Keep approval records: add the reviews of a forge."),
    "build": ("site", "Build the site."),
    "check-site": ("check_site", "Find what is wrong with a built site: requests, links, titles, policies."),
    "serve": ("site", "Serve the site here, and rebuild it at every change."),
}
"""Command to the module that holds it, and its words in `--help`."""


class LazyGroup(click.Group):
    """Loads the module of a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order people meet them."""
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Load a command; None where there is none of that name."""
        del ctx
        if name not in _COMMANDS:
            return None
        module = importlib.import_module(f"{_HERE}.{_COMMANDS[name][0]}")
        command: click.Command = getattr(module, name.replace("-", "_"))
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the nearest command where there is none of that name."""
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            nearest = find_nearest(args[0], _COMMANDS)
            hint = f" Did you mean `{nearest}`?" if nearest else ""
            message = f"There is no command `{args[0]}`.{hint}"
            raise click.UsageError(message, ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in _COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; what kept us from looking becomes a message and exit code 2."""
        try:
            return super().invoke(ctx)
        except CannotLookError as trouble:
            click.echo(click.style("smsdocs: ", bold=True) + _safe(trouble.message), err=True)
            if trouble.hint:
                click.echo(f"  {_safe(trouble.hint)}", err=True)
            ctx.exit(2)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="smsdocs", message="%(prog)s %(version)s")
@click.pass_context
def smsdocs(ctx: click.Context) -> None:
    """Check, prove and publish a service management system (ISO/IEC 20000-1) that lives in git.

    Exit codes: 0 good, 1 findings at or above --fail-on, 2 could not look.
    """
    ctx.color = _wants_colour()


def _safe(text: str) -> str:
    """Return text that is safe on a terminal, line by line: settings and file names come from pull requests."""
    return "\n".join(plain(encodable(line)) for line in text.split("\n"))


def _wants_colour() -> bool | None:
    """Return False where NO_COLOR is set, True where FORCE_COLOR is; None lets the terminal decide."""
    if os.environ.get("NO_COLOR"):
        return False
    return True if os.environ.get("FORCE_COLOR") else None


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; ends the process with its exit code.

    Values that are read live until the process ends. Looking for garbage among them costs a fifth of a check
    of thousands of documents and finds none, so nobody looks; not even when the process ends.
    """
    gc.disable()
    atexit.register(gc.freeze)
    smsdocs.main(args=list(arguments) if arguments is not None else None, prog_name="smsdocs")
