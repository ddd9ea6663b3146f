"""`python -m smsdocs` is the command `smsdocs`."""

from smsdocs.adapters.command_line import main

main()
