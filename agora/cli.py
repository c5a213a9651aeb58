"""The commands: what people type, and which code the program ends with.

0 built, or nothing to do · 1 content or template errors · 2 usage, or no marketplace.yaml · 3 the
surroundings · 4 another build holds the lock · 70 a fault of the program · 130 Ctrl-C · 143 terminated.
"""

from __future__ import annotations

import datetime as dt
import gc
import os
import sys
import traceback
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from types import TracebackType
from typing import NoReturn

import click

from agora import __version__
from agora.asked import crew_of, folders_of, request_of
from agora.building import build_website
from agora.documents import NoMarketplace
from agora.ending import Terminated, code_of_signal, heed_signals
from agora.lock import LockHeld, hold, this_process
from agora.options import Options, common_options
from agora.report import summary
from agora.write import NothingToRollBack, OutputRefused
from agora.write import rollback as put_back
from agora.writing.verify import verify

SHIPPED = Path(__file__).resolve().parent.parent
OK, WRONG, USAGE, SURROUNDINGS, LOCKED, FAULT, INTERRUPTED = 0, 1, 2, 3, 4, 70, 130


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run a command and end with its code; no other code, and no death by signal."""
    heed_signals()
    # Nearly all that a build makes lives until its end: looking for what does not took a tenth of its time.
    gc.set_threshold(100_000, 50, 50)
    sys.excepthook = _fault
    # What is checked is the same wherever other packages are installed; and to look for plugins takes time.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    code = _code_of(sys.argv[1:] if arguments is None else arguments)
    _end(code_of_signal() or code)


def _end(code: int) -> NoReturn:
    """At once: to take apart what stands in memory would take as long as to find what to do."""
    with suppress(OSError):  # whoever read our output may have gone away
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


def _code_of(arguments: list[str]) -> int:
    try:
        code: object = cli(_command_first(arguments), standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as mistake:
        mistake.show()
        return USAGE
    except (NoMarketplace, OutputRefused, NothingToRollBack) as mistake:
        click.echo(f"agora: {mistake}", err=True)
        return USAGE
    except (click.Abort, KeyboardInterrupt, Terminated):
        return INTERRUPTED
    except LockHeld as held:
        click.echo(f"agora: {held}", err=True)
        return LOCKED
    except BrokenPipeError:
        # The reader of our output went away; flushing into the closed pipe at exit must not raise.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return SURROUNDINGS
    except OSError as fault:
        click.echo(f"agora: {fault.filename or 'the system'}: {fault.strerror or fault}", err=True)
        return SURROUNDINGS
    return code if isinstance(code, int) else OK


def _fault(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    """The last line of defence: what nobody expected is a fault of the program, and ends with 70."""
    if code_of_signal():
        _end(code_of_signal())  # what it was raised in has made another fault of it
    click.echo("agora: this is a fault of the program, not of your content:", err=True)
    traceback.print_exception(kind, fault, trace)
    _end(FAULT)


def _command_first(arguments: list[str]) -> list[str]:
    """The command in front of its options; `build` where none is named."""
    takes_value = {
        name
        for command in cli.commands.values()
        for option in command.params
        if isinstance(option, click.Option) and not option.is_flag
        for name in option.opts
    }
    for at, word in enumerate(arguments):
        if word in cli.commands and (at == 0 or arguments[at - 1] not in takes_value):
            return [word, *arguments[:at], *arguments[at + 1 :]]
    is_for_group = arguments and (
        arguments[0] in ("-h", "--help", "--version") or not arguments[0].startswith("-")
    )
    return arguments if is_for_group else ["build", *arguments]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="agora")
def cli() -> None:
    """Agora builds the marketplace where Europe's smart cities show what they have done."""


@cli.command()
@common_options
@click.option(
    "--verify", "verifies", is_flag=True, help="Compare the output with its manifest only."
)
@click.option("--no-search", "lean", is_flag=True, help="Leave the full-text search out.")
@click.option("--preview", is_flag=True, hidden=True)
def build(options: Options, verifies: bool, lean: bool, preview: bool) -> int:
    """Build content/, templates/ and assets/ into output/."""
    if verifies:
        return _verify(options)
    with _lock(options):
        return OK if build_website(options, lean=lean, preview=preview) else WRONG


@cli.command()
@click.option(
    "--report", "reports", is_flag=True, help="How complete entries are, and what to look at."
)
@common_options
def check(options: Options, reports: bool) -> int:
    """Find everything that a build would find, and write nothing."""
    from agora.pipeline import build

    with crew_of(options) as crew:
        done = build(request_of(options, None, preview=False), crew)
    if reports:
        from agora.look_report import report_of

        told = report_of(done.library, done.problems, options.format)
        if options.format != "json":
            options.print_problems(done.problems)
        click.echo(told, nl=False)
    else:
        options.print_problems(done.problems)
    options.print_timings(dict(done.timings))
    options.say(f"{summary(done.problems)}: {done.entries} entries, {done.pages} pages checked")
    return OK if done.is_sound else WRONG


@cli.command()
@click.option(
    "--port", type=click.IntRange(1, 65535), help="The port; otherwise the first free one."
)
@common_options
def serve(options: Options, port: int | None) -> int:
    """Show the website on this machine and follow what you write."""
    from agora.serving.preview import preview_folder
    from agora.serving.preview import serve as serve_preview

    if not (options.root / "content" / "marketplace.yaml").is_file():
        raise NoMarketplace(f"{options.root} holds no content/marketplace.yaml")
    options.say("The preview searches names only; a build adds the texts.")
    output = preview_folder(options)
    command = [sys.executable, str(SHIPPED / "build.py"), "build", "--preview", "--quiet"]
    command += ["--format", "json", "--root", str(options.root), "--output", str(output)]
    command += ["--jobs", str(options.jobs)]
    flags = {
        "--drafts": options.drafts,
        "--strict": options.strict,
        "--no-cache": not options.use_cache,
    }
    command += [flag for flag, is_set in flags.items() if is_set]
    command += ["--now", options.now_given] if options.now_given else []
    command += ["--scheduler", options.scheduler] if options.scheduler else []
    return serve_preview(options, tuple(command), folders_of(options), port)


@cli.command()
@click.argument("type_", metavar="TYPE")
@click.argument("slug")
@click.option("--set", "settings", multiple=True, metavar="FIELD=VALUE", help="A field's value.")
@click.option("--dry-run", is_flag=True, help="Show the file; write nothing.")
@common_options
def new(options: Options, type_: str, slug: str, settings: tuple[str, ...], dry_run: bool) -> int:
    """Write a new entry's file to fill in."""
    from agora.new import new as skeleton_of

    path, text = skeleton_of(options.root, type_, slug, settings)
    if dry_run:
        click.echo(text, nl=False)
        return OK
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8") as file:
        file.write(text)
    options.say(f"wrote {path.relative_to(options.root)}: fill it in, then run check")
    return OK


@cli.command()
@click.argument("address")
@common_options
def explain(options: Options, address: str) -> int:
    """Say which files the page at ADDRESS is made from, and why it was rebuilt."""
    from agora.explain import UnknownAddress
    from agora.explain_report import report_of
    from agora.explaining import explain_page

    with _lock(options):
        try:
            found = explain_page(options, address)
        except UnknownAddress as mistake:
            raise click.UsageError(str(mistake)) from None
    if found is None:
        return WRONG
    click.echo(report_of(found, options.format), nl=False)
    return OK


@cli.command()
@common_options
def rollback(options: Options) -> int:
    """Put the former generation of output/ back; a second time undoes the first."""
    with _lock(options):
        written = put_back(root=options.root, output=options.output, cache=options.cache)
    options.say(
        f"Put the former website back: {len(written.files_written)} files changed, "
        f"{len(written.files_removed)} gone"
    )
    return OK


def _lock(options: Options) -> AbstractContextManager[None]:
    # The clock of the content may be set; a person who waits for the lock wants the real time.
    return hold(options.cache, this_process(dt.datetime.now(dt.UTC)))


def _verify(options: Options) -> int:
    differences = verify(options.output)
    for difference in differences:
        click.echo(f"{difference.path}: {difference.kind}")
    options.say(f"{len(differences)} differences between {options.output} and its manifest")
    return WRONG if differences else OK
