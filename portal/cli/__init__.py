"""The `portal` command."""

from __future__ import annotations


def run() -> None:
    """Run the command.

    Its modules are loaded only here: each process that makes a pack imports the script that
    started the portal again, and would else load the whole portal with it.
    """
    from portal.cli.main import run as run_command

    run_command()
