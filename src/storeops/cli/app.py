"""The root of the command line, and what becomes of everything that goes wrong in a command."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from typer.main import get_command

from storeops.cli.exit_codes import ExitCode, code_of
from storeops.cli.nouns import Nouns, noun
from storeops.cli.options import Options
from storeops.cli.output import carry_anything, say
from storeops.rules.errors import Refused

app = noun("Store operations in a terminal: sell, take back, count, report. Without a command it opens the till.")


def _version(wanted: bool) -> None:
    if wanted:
        from storeops import __version__

        print(f"storeops {__version__}")
        raise typer.Exit


@app.callback(cls=Nouns, invoke_without_command=True, no_args_is_help=False)
def root(
    ctx: typer.Context,
    database: Annotated[
        str, typer.Option("--database", metavar="FILE", help="The shop's database: a file, or postgresql://... .")
    ] = "",
    terminal: Annotated[str, typer.Option("--terminal", metavar="CODE", help="The terminal to work as.")] = "",
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version, and end.")
    ] = False,
) -> None:
    """Store operations in a terminal: sell, take back, count, report.

    Without a command it opens the till. `storeops help` is the manual."""
    ctx.obj = Options(database, terminal)
    if ctx.invoked_subcommand is None:
        from storeops.cli.session import settings
        from storeops.screens.run import run as open_till

        raise typer.Exit(open_till(settings(ctx)))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; nothing that goes wrong in it leaves as a traceback."""
    carry_anything()
    as_json = "--json" in arguments
    try:
        ended = get_command(app)(args=list(arguments), prog_name="storeops", standalone_mode=False)
        sys.stdout.flush()
        return int(ended or 0)
    except Refused as refusal:
        _tell(type(refusal).__name__, _words(refusal), as_json=as_json, again=refusal.again)
        return code_of(refusal)
    except typer.TyperException as error:
        if as_json or not hasattr(error, "show"):
            _tell("Usage", error.format_message(), as_json=as_json)
        else:
            error.show()
        return ExitCode.USAGE
    except (KeyboardInterrupt, typer.Abort):
        _tell("Interrupted", "Stopped.", as_json=as_json)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # The reader of our answer has left (`| head`): that is no fault, and Python must not complain on exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    except Exception as error:
        from storeops.cli.faults import write_down

        _tell("Internal", write_down(error), as_json=as_json)
        return ExitCode.INTERNAL


def _words(refusal: Refused) -> str:
    return " ".join([str(refusal), *getattr(refusal, "__notes__", ())])


def _tell(kind: str, message: str, *, as_json: bool, again: bool = False) -> None:
    if as_json:
        print(json.dumps({"error": {"kind": kind, "message": message, "again": again}}), file=sys.stderr)
    else:
        say(message)
