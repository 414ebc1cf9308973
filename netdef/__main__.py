"""`python -m netdef` is the `netdef` command."""

from netdef.tools.cli import main

main()
