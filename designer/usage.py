"""Help pages and words for wrong use, in the user's language.

Commands name the texts of their help by key; `speak` puts the texts in their place. The pages are laid out
here, since typer knows its own headings in English only.
"""

from __future__ import annotations

from typing import Any

import typer
from rich.table import Table
from rich.text import Text
from typer.core import TyperCommand, TyperGroup

from designer.terminal import Terminal
from designer.texts import TEXTS, filled
from dsl.near import nearest
from engine.trouble import Trouble


class Misuse(Trouble):
    """The command was called in a way that it does not understand."""

    def __init__(self, key: str, code: str = "BC690", **facts: object) -> None:
        super().__init__(code, filled(TEXTS[key].en, **facts), filled(TEXTS[key].zh, **facts))


class _Located:
    """Parsing that says of every complaint which command it is about."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The words that are left."""
        try:
            left: list[str] = super().parse_args(ctx, args)  # type: ignore[misc]
        except Exception as error:
            if getattr(error, "ctx", ctx) is None:
                error.ctx = ctx  # type: ignore[attr-defined]
            raise
        return left


class Command(_Located, TyperCommand):
    """A command whose help page and complaints are in the user's language."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        settings = {"allow_extra_args": True, "help_option_names": ["-h", "--help"]}
        options["context_settings"] = {**(options.get("context_settings") or {}), **settings}
        super().__init__(*arguments, **options)

    def format_help(self, ctx: Any, _formatter: Any) -> None:
        """Print the page; nothing is left for typer to add."""
        terminal = ctx.find_root().obj
        parameters: list[Any] = self.get_params(ctx)
        arguments = [
            (p.metavar or p.name.upper(), p.help or "") for p in parameters if p.param_type_name == "argument"
        ]
        usage = [f"[{terminal.say('options')}]", *(name for name, _ in arguments)]
        _print_head(terminal, ctx.command_path, usage, self.help or "")
        _print_section(terminal, "arguments_title", arguments)
        _print_options(terminal, parameters)
        if self.epilog:
            terminal.print()
            terminal.print(terminal.say("examples_title"), "strong")
            terminal.print("\n".join(f"  {line}" for line in self.epilog.splitlines()), "name")

    def invoke(self, ctx: Any) -> Any:
        """Run it, unless there is more on the line than it takes."""
        if ctx.args:
            raise Misuse("too_much", what=ctx.args[0][:80], command=ctx.command_path)
        return super().invoke(ctx)


class Group(_Located, TyperGroup):
    """The command of commands."""

    def format_help(self, ctx: Any, _formatter: Any) -> None:
        """Print the page; nothing is left for typer to add."""
        terminal = ctx.find_root().obj
        _print_head(
            terminal,
            ctx.command_path,
            [f"[{terminal.say('options')}]", terminal.say("command")],
            self.help or "",
        )
        commands = [(name, self.commands[name].help or "") for name in self.list_commands(ctx)]
        _print_section(terminal, "commands_title", [(name, text.splitlines()[0]) for name, text in commands])
        _print_options(terminal, self.get_params(ctx))
        terminal.print()
        terminal.print(terminal.say("more_help"), "quiet")

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the first word names. Raises `Misuse`."""
        if args and args[0] not in self.commands:
            if args[0].startswith("-"):
                raise Misuse("no_option", option=args[0][:80], hint="", command="bincard")
            near = nearest(args[0], self.commands)
            raise Misuse(
                "no_command_near" if near else "no_command",
                name=args[0][:80],
                near=near,
                known=", ".join(self.list_commands(ctx)),
            )
        return super().resolve_command(ctx, args)


def speak(command: Any, terminal: Terminal) -> None:
    """Put the texts that a command and its options name by key in their place, in the user's language."""
    for part in (command, *command.params):
        if part.help in TEXTS:
            part.help = terminal.say(part.help)
    for inner in getattr(command, "commands", {}).values():
        speak(inner, terminal)


def explain_misuse(error: Exception, terminal: Terminal) -> str | None:
    """Words for what typer has against a command line; `None` for any other error."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "bincard"
    parameter = getattr(error, "param", None)
    match type(error).__name__:
        case "NoSuchOption":
            option = getattr(error, "option_name", "")
            known = [o for p in context.command.get_params(context) for o in p.opts] if context else []
            near = nearest(option, known)
            hint = terminal.say("mean", near=near) if near else ""
            return terminal.say("no_option", option=option[:80], hint=hint, command=command)
        case "MissingParameter" if parameter is not None and parameter.param_type_name == "argument":
            name = parameter.metavar or parameter.name.upper()
            return terminal.say("missing_argument", name=name, command=command)
        case "MissingParameter" if parameter is not None:
            return terminal.say("missing_option", name=parameter.opts[0], command=command)
        case "BadOptionUsage":
            return terminal.say("bad_option", option=getattr(error, "option_name", ""), command=command)
        case "BadParameter" if parameter is not None:
            return terminal.say("bad_value", name=parameter.opts[-1], command=command)
        case "UsageError" | "BadArgumentUsage" | "BadParameter":
            return terminal.say("wrong_use", command=command)
        case _:
            return None


def _print_head(terminal: Terminal, command: str, words: list[str], text: str) -> None:
    usage = Text.assemble((terminal.say("usage"), "strong"), " ", (command, "name"), " ", " ".join(words))
    terminal.out.print(usage, soft_wrap=True)
    terminal.out.print()
    terminal.out.print(Text(text))


def _print_options(terminal: Terminal, parameters: list[Any]) -> None:
    rows = []
    for parameter in parameters:
        if parameter.param_type_name != "option" or getattr(parameter, "hidden", False):
            continue
        if parameter.name == "help":
            rows.append(("-h, --help", terminal.say("help_help")))
            continue
        value = "" if parameter.is_flag else f" {parameter.metavar or parameter.name.upper()}"
        rows.append((", ".join(parameter.opts) + value, parameter.help or ""))
    _print_section(terminal, "options_title", rows)


def _print_section(terminal: Terminal, title: str, rows: list[tuple[str, str]]) -> None:
    if not rows:
        return
    terminal.print()
    terminal.print(terminal.say(title), "strong")
    table = Table.grid(padding=(0, 2))
    table.add_column(style="name", no_wrap=True)
    table.add_column()
    for left, right in rows:
        table.add_row(Text(f"  {left}"), Text(right))
    terminal.out.print(table)


def check_choice(option: str, value: str | None, choices: tuple[str, ...]) -> None:
    """Raises `Misuse` where an option's value is none of those it takes."""
    if value is not None and value not in choices:
        raise Misuse("bad_choice", option=option, value=value[:80], choices=", ".join(choices))


def language_option(value: str | None) -> str | None:
    """The callback of `--lang`: the language was chosen before, here it is only looked at."""
    check_choice("--lang", value, ("zh", "en"))
    return value


LANG = typer.Option("--lang", metavar="zh|en", help="help_lang", callback=language_option)
"""The option that every command has."""
