"""The command `bincard`: chooses the language, runs one command, and turns every failure into a sentence.

Exit codes: 0 fine; 1 the check has findings, a scenario failed or a rebuild differs; 2 wrong use, a store
that can't be used, or a bug of ours (`BC900`; `BINCARD_DEBUG=1` shows where). 130 and 141 are what shells
expect after Ctrl-C and after a reader that went away.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

import typer

from designer.commands import app
from designer.terminal import Terminal, silence, standard_terminal
from designer.usage import explain_misuse, speak
from dsl.diagnostics import Both

NAME = "bincard"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command on its arguments and return the exit code."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    terminal = standard_terminal(arguments)
    return guarded(terminal, lambda: _run(arguments, terminal))


def guarded(terminal: Terminal, work: Callable[[], int]) -> int:
    """Do some work; what goes wrong is a sentence on stderr and an exit code."""
    try:
        code = _caught(terminal, work)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        silence(sys.stdout)
        return 141
    return code


def _caught(terminal: Terminal, work: Callable[[], int]) -> int:
    try:
        return work()
    except (KeyboardInterrupt, BrokenPipeError):
        raise
    except typer.Exit as stop:
        return stop.exit_code
    except Exception as error:
        return _failed(error, terminal)


def _run(arguments: list[str], terminal: Terminal) -> int:
    command = typer.main.get_command(app)
    speak(command, terminal)
    if f"_{NAME.upper()}_COMPLETE" in os.environ:
        command(args=arguments, prog_name=NAME)
    with command.make_context(NAME, arguments, obj=terminal) as context:
        return int(command.invoke(context) or 0)


def _failed(error: Exception, terminal: Terminal) -> int:
    if os.environ.get("BINCARD_DEBUG") == "1":
        terminal.err.print_exception(width=terminal.err.width)
    misuse = explain_misuse(error, terminal)
    text = getattr(error, "text", None)
    code = getattr(error, "code", None)
    if misuse is not None:
        terminal.error("BC690", misuse)
    elif isinstance(text, Both) and isinstance(code, str):
        terminal.error(code, terminal.both(text))
    elif isinstance(error, UnicodeEncodeError):
        name = ascii(error.object[max(0, error.start - 20) : error.end + 20])
        terminal.error("BC505", terminal.say("bad_file_name", name=name))
    elif isinstance(error, OSError) and error.strerror:
        where = f" ({error.filename})" if error.filename else ""
        terminal.error("BC691", terminal.say("system_says", why=f"{error.strerror}{where}"))
    else:
        terminal.error("BC900", terminal.say("our_bug", kind=type(error).__name__))
    return 2


if __name__ == "__main__":
    raise SystemExit(main())
