"""What Enter leads to, done: an ask goes to the room, a word for this console alone is obeyed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from console.asks import Ask
from console.local import Go, GoPlain, Help, Local, Quit, UseTheme
from console.prompt import Do, Narrow, Outcome, Say, Then
from console.screens.base import BoardScreen
from console.sending import NotTaken
from schemas.phrase import echo

if TYPE_CHECKING:
    from console.app import Sitroom


def carry_out(app: Sitroom, outcome: Outcome) -> None:
    """Do it."""
    if outcome is not None:
        _OUTCOMES[type(outcome)](app, outcome)


def _say(app: Sitroom, say: Say) -> None:
    refs: list[str] = []
    not_taken = ""
    for said in say.said:
        try:
            refs.append(app.room.ask(said, say.seen))
        except NotTaken as no:
            not_taken = f"NOT TAKEN “{said.text}”: {no}"
            break
    app.answers.said(refs, say.words)
    if not_taken:
        app.answers.bad.append(not_taken)


def _do(app: Sitroom, do: Do) -> None:
    app.OBEYS[type(do.command)](app, do.command)
    app.draw()


def _narrow(app: Sitroom, narrow: Narrow) -> None:
    if isinstance(app.screen, BoardScreen):
        app.screen.narrow(narrow.words)


def _then(app: Sitroom, then: Then) -> None:
    then.act()


_OUTCOMES: Mapping[type[Any], Callable[[Sitroom, Any], None]] = {
    Say: _say,
    Do: _do,
    Narrow: _narrow,
    Then: _then,
}

# -- words for this console alone ----------------------------------------------------------------


def _go(app: Sitroom, go: Go) -> None:
    app.room.place = go.place
    app.answers.say(f"You are in {go.place}: phrases that name none mean this one.")


def _use_theme(app: Sitroom, use: UseTheme) -> None:
    app.action_theme(use.name)
    app.answers.say(f"Drawn in the colours {use.name}.")


def _go_plain(app: Sitroom, go: GoPlain) -> None:
    app.go_plain()


def _help(app: Sitroom, help: Help) -> None:
    app.action_help()


def _quit(app: Sitroom, quit: Quit) -> None:
    app.action_leave()


OBEYS: Mapping[type[Local], Callable[[Sitroom, Any], None]] = {
    Go: _go,
    UseTheme: _use_theme,
    GoPlain: _go_plain,
    Help: _help,
    Quit: _quit,
}

# -- asks that wait for the person ---------------------------------------------------------------


def settle(app: Sitroom, ref: str, how: str) -> None:
    """The person said what is to become of an ask: send, drop or edit."""
    ask = next((ask for ask in app.room.pending if ask.ref == ref), None)
    if ask is None:
        return
    try:
        app.room.answer_held(ref, "send" if how == "send" else "drop")
    except NotTaken as no:
        app.answers.say(str(no), grave=True)
    else:
        _SETTLED[how](app, ask)
    app.draw()
    if how == "edit" and isinstance(app.screen, BoardScreen):
        app.screen.set_focus(app.screen.command)  # last: the panel may be gone with its keys


def _sent(app: Sitroom, ask: Ask) -> None:
    app.answers.said([ask.ref], echo(ask.command, app.speaker.context()))


def _dropped(app: Sitroom, ask: Ask) -> None:
    app.answers.say(f"Dropped “{ask.text}”: nothing was done.")


def _edited(app: Sitroom, ask: Ask) -> None:
    app.prompt.write(ask.text)


_SETTLED: Mapping[str, Callable[[Sitroom, Ask], None]] = {
    "send": _sent,
    "drop": _dropped,
    "edit": _edited,
}
