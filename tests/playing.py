"""A scenario played on a stage, from its first line to its last."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

from console.keys import signed
from schemas.board import Board
from schemas.logreel import LogReel
from schemas.verify import verify
from tests.expecting import NOTHING, Outcome, Scene
from tests.scenario import Command, Phase, Script, Speech
from tests.stages import Stage


def play(script: Script, stage: Stage) -> None:
    """Every step, and what is expected of it; an AssertionError names the line."""
    scene = Scene(stage, next(iter(script.members)))
    for step in script.steps:
        scene = _STEPS[type(step)](step, stage, scene)
        if not any(one.settles for one in step.expected):
            assert not scene.outcome.refused, f"{step.where}: {scene.outcome}"
        for one in step.expected:
            one.meet(scene)
    stage.check()
    report = verify(stage.copy(), signed)
    assert report.ok, report.sentence


def _phase(step: Phase, stage: Stage, scene: Scene) -> Scene:
    return replace(scene, before=stage.begins(step), outcome=Outcome())


def _speech(step: Speech, stage: Stage, scene: Scene) -> Scene:
    before = stage.look(step.person).board.seq
    outcome = stage.say(step.person, step.phrase)
    return replace(scene, speaker=step.person, before=before, outcome=outcome)


def _command(step: Command, stage: Stage, scene: Scene) -> Scene:
    found = tuple(in_command(stage.copy(), step.incident))
    assert found == step.holders, f"{step.where}: {'; '.join(found)}"
    return replace(scene, outcome=Outcome())


_STEPS: Mapping[type[Any], Callable[[Any, Stage, Scene], Scene]] = {
    Phase: _phase,
    Speech: _speech,
    Command: _command,
}


def in_command(log: Path, incident: str) -> Iterator[str]:
    """Who commanded, entry by entry, each change once: ``none``, ``maya``, ``maya, sam``."""
    with LogReel(log) as reel:
        boards = (reel.board(seq) for seq in range(1, reel.head.seq + 1))
        held = (_commanders(board, incident) for board in boards)
        for names, _ in groupby(one for one in held if one is not None):
            yield names


def _commanders(board: Board, incident: str) -> str | None:
    """Who holds the command posts; None while the incident has none."""
    posts = [post for post in board.roles.values() if post.room == incident and post.command]
    held = [post.holder for post in sorted(posts, key=lambda post: post.id) if post.holder]
    return (", ".join(held) or NOTHING) if posts else None
