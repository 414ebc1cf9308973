"""The `netdef` command: finds its verbs by walking this package and loads only the one that is called."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import click

import netdef
import netdef.tools
from netdef import _C
from netdef._impl.extras import MissingExtra


def verbs() -> list[str]:
    """Names of the verbs: the modules of `netdef.tools` that hold a `command`."""
    return sorted(
        module.name
        for module in pkgutil.iter_modules(netdef.tools.__path__)
        if module.name != "cli" and not module.name.startswith("_")
    )


class Verbs(click.Group):
    """A group whose commands are modules."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return verbs()

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        return importlib.import_module(f"netdef.tools.{name}").command if name in verbs() else None


@click.command(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="netdef-runtime", prog_name="netdef")
@click.option("--load", "libraries", multiple=True, metavar="LIB.so", help="First load a library of operators. Its code runs.")
def main_group(libraries: tuple[str, ...]) -> None:
    """Loads, checks, runs and measures Caffe2 nets."""
    for path in libraries:
        _C.load_operator_library(path)


def main(args: list[str] | None = None) -> None:
    """The entry point: a fault of the model or the call is one readable block, never a traceback."""
    try:
        main_group.main(args=args, prog_name="netdef", standalone_mode=True)
    except (netdef.Error, MissingExtra) as error:
        click.secho(f"error: {error}", fg="red", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
