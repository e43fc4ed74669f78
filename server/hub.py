"""The hub's core: decides, numbers, keeps, folds. No socket, no event loop, no clock of its own.

One caller drives it: ``take`` what was asked, ``append`` it (in the writer thread), ``settle`` what
came of it. Decisions are made against the *working* board; what anybody is told comes from the
*durable* one, folded only after the commit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from pydantic import ValidationError

from schemas.agencies import Grant
from schemas.base import By, Command, Event, Header, Refusal, fault
from schemas.board import Board, Changes, bodies
from schemas.circles import audience
from schemas.entry import ENTRY_MAX, LEAVES_MAX, SALT_BYTES, Entry, canonical, link
from schemas.journal import LineLogged, Sort
from schemas.logport import KEYFRAME_EVERY, Conflict, Done, Outcome, Receipt, StorageFailed
from schemas.nouns import COMMANDS
from schemas.phrase import render
from schemas.text import LINE_MAX, clean_line
from schemas.wire import COMMAND_MAX, Accepted, Refused, Submit, code_mark
from server.batch import Asked, Batch, Decided, Happening
from server.logs import Log
from server.memory import Memory, happenings
from server.rules import Draws, Room, decide

BATCH_MAX = 512  # asks decided in one commit
FUTURE_MAX = timedelta(minutes=10)  # how far ahead of the hub a field clock may run
AGAIN = "Send this again: one before it was not done."
CODE_BYTES = 10  # an invitation's secret: 80 bits


Token = Callable[[str], str]  # an invitation's code as the word a person is given


class Hub:
    """One log being served. ``server.gate`` has the sockets, ``server.start`` the opening."""

    def __init__(
        self,
        log: Log,
        now: Callable[[], datetime],
        draw: Callable[[int], bytes],
        token: Token = str,
    ) -> None:
        self.log = log
        self.now = now
        self.draw = draw
        self.token = token
        self.durable = log.board()
        self.digest = log.head.digest
        self.memory = Memory(log)
        self.room = Room(self.durable.copy(), past=self.memory.past)
        self.last = self.digest  # the digest after the working board's last entry
        self.stalled: dict[str, str] = {}  # feeds waiting for a ref to come again, by source
        self.readonly: str | None = None  # why nothing can be written, if so

    @property
    def epoch(self) -> str:
        """The epoch in force."""
        return self.durable.logs["log"].epoch

    # -- deciding --------------------------------------------------------------------------------

    def take(self, asks: Iterable[Asked]) -> Batch:
        """Decide each ask against the working board, in order."""
        batch = Batch(before=self.room.all.seq)
        firsts: dict[tuple[str, str], Decided] = {}
        stalled: dict[str, str] = {}
        for asked in asks:
            key = (asked.actor.person, asked.submit.ref)
            # A feed's rows stay in order even over many batches: nothing of it is taken before
            # the row that was not done comes again.
            waits = self.stalled if asked.actor.is_(Grant.FEED) else stalled
            if waits.get(asked.source, asked.submit.ref) != asked.submit.ref:
                decided = Decided.no(asked, "resend", AGAIN, final=False)
            else:
                waits.pop(asked.source, None)
                decided = self._decide(asked, firsts.get(key))
                if isinstance(decided.answer, Refused) and not decided.answer.refusal.final:
                    waits[asked.source] = asked.submit.ref
            if decided.receipt:
                firsts[key] = decided
            batch.decided.append(decided)
            if decided.happening:
                batch.kept.append(decided.kept())
        after = batch.before + len(batch.kept)
        if batch.kept and after // KEYFRAME_EVERY > batch.before // KEYFRAME_EVERY:
            batch.keyframe = self.room.all.copy()
        return batch

    def _decide(self, asked: Asked, first: Decided | None) -> Decided:
        """Receipt, then shape, then time, then the rules."""
        text = canonical(asked.submit.command)
        mark = sha256(text.encode()).hexdigest()
        again = self._again(asked, mark, first)
        if again:
            return again
        if self.readonly:
            return Decided.no(asked, "readonly", self.readonly, final=False)
        ask = self._read(asked, text)
        if isinstance(ask, Decided):
            return ask
        now = self._header(asked)
        code = self.draw(CODE_BYTES).hex() if ask.once else ""
        self.room.draws = Draws(code_hash=code_mark(code) if code else "")
        answer = decide(ask, self.room, asked.actor, now, asked.submit.seen)
        if isinstance(answer, Refusal):
            return self._refused(asked, ask, now, answer)
        happening = self._enter(now, answer)
        if happening is None:
            because = f"One entry holds at most {ENTRY_MAX} bytes: say less."
            return Decided.no(asked, "too-long", because)
        made = _made(self.room.all, answer)
        changes = self._apply(happening)
        accepted = Accepted(
            ref=asked.submit.ref,
            seq=now.seq,
            made=made,
            once=self.token(code) if code else None,
        )
        receipt = Receipt(person=asked.actor.person, ref=now.ref, hash=mark, seq=now.seq, made=made)
        return Decided(asked, accepted, happening, receipt, changes)

    def _again(self, asked: Asked, mark: str, first: Decided | None) -> Decided | None:
        """The same ref gets its first answer for ever; another command under it gets none."""
        ref = asked.submit.ref
        had = first.receipt if first else self.log.receipt(asked.actor.person, ref)
        if had is None:
            return None
        if had.hash != mark:
            because = f"The ref {ref} was used for another ask, #{had.seq}. Draw a new one."
            return Decided.no(asked, "ref-reused", because)
        return Decided(asked, Accepted(ref=ref, seq=had.seq, made=had.made))

    def _read(self, asked: Asked, text: str) -> Command | Decided:
        submit = asked.submit
        if len(text) > COMMAND_MAX:
            because = f"A command has at most {COMMAND_MAX} bytes: say less."
            return Decided.no(asked, "too-long", because)
        kind = submit.command.get("kind")
        shape = COMMANDS.get(kind) if isinstance(kind, str) else None
        if shape is None:
            because = f"This hub knows no command {str(kind)[:60]!r}; it may be older than yours."
            return Decided.no(asked, "unknown-command", because)
        if submit.as_ is not None:
            return Decided.no(asked, "no-post", f"Nobody holds {submit.as_} here.")
        untimely = self._untimely(submit)
        if untimely:
            return Decided.no(asked, *untimely)
        try:
            return shape.model_validate_json(text)
        except ValidationError as error:
            return Decided.no(asked, "unreadable", f"{kind}: {fault(error)}")

    def _untimely(self, submit: Submit) -> tuple[str, str] | None:
        now = self.now()
        if submit.occurred_at and submit.occurred_at > now + FUTURE_MAX:
            ahead = (
                f"{submit.occurred_at:%Y-%m-%d %H:%M}Z is later than now: check the clock or zone."
            )
            return "in-the-future", ahead
        if submit.said_at and submit.valid_s:
            age = (now - submit.said_at).total_seconds()
            if age > submit.valid_s:
                return (
                    "stale",
                    f"This was said {int(age)} s ago and was good for {submit.valid_s} s.",
                )
        return None

    def _header(self, asked: Asked) -> Header:
        actor = asked.actor
        by = By(
            person=actor.person, agency=actor.agency, position=actor.position, device=actor.device
        )
        return Header(
            seq=self.room.all.seq + 1,
            at=self.now(),
            occurred_at=asked.submit.occurred_at,
            by=by,
            ref=asked.submit.ref,
        )

    def _refused(self, asked: Asked, ask: Command, now: Header, refusal: Refusal) -> Decided:
        """A refusal marked ``record`` is an entry for the asker's agency and the reviewers."""
        ref = asked.submit.ref
        if not refusal.record:
            return Decided(asked, Refused(ref=ref, refusal=refusal))
        text = clean_line(f"{render(ask)} - refused: {refusal.because}")[:LINE_MAX]
        line = LineLogged(
            id=f"#{now.seq}",
            text=text,
            sort=Sort.REFUSAL,
            audience=audience((asked.actor.agency, "reviewers")),
        )
        happening = self._enter(now, [line])
        assert happening is not None, "a line fits into an entry"
        changes = self._apply(happening)
        answer = Refused(ref=ref, refusal=refusal, seq=now.seq)
        return Decided(asked, answer, happening, changes=changes)

    def _enter(self, now: Header, events: Sequence[Event[Any]]) -> Happening | None:
        """The sealed entry, or None when it would be too long."""
        if len(events) >= LEAVES_MAX:
            return None
        about = next((found for event in events if (found := event.about())), None)
        header = now.model_copy(update={"incident": about}) if about else now
        texts = bodies(header, events)
        entry = Entry.seal(now.seq, texts, [self.draw(SALT_BYTES) for _ in texts])
        if len(entry.sent) > ENTRY_MAX:
            return None
        digest = link(self.last, now.seq, entry.root)
        return Happening(entry, header, tuple(events), digest)

    def _apply(self, happening: Happening) -> Changes:
        self.last = happening.digest
        return self.room.apply(happening.header, list(happening.events))

    # -- keeping ---------------------------------------------------------------------------------

    def append(self, batch: Batch) -> Outcome:
        """Commit with fsync. Runs in the writer thread; touches no board."""
        outcome = self.log.append(batch.before, batch.kept)
        if batch.keyframe is not None and isinstance(outcome, Done):
            self.log.keyframe(batch.keyframe)
        return outcome

    def settle(self, batch: Batch, outcome: Outcome | None) -> list[Decided]:
        """Fold what is safe, and give every asker the answer that is true now."""
        if outcome is None or isinstance(outcome, Done):
            for decided in batch.decided:
                if decided.happening:
                    self._fold(decided.happening, decided.changes)
            return batch.decided
        why = "another hub wrote to this log" if isinstance(outcome, Conflict) else outcome.why
        self.readonly = f"Nothing can be written now ({why}); what was accepted is safe."
        found = {h.entry.seq: h.entry.root for h in self._reread()}
        return [self._true_now(decided, found) for decided in batch.decided]

    def _fold(self, happening: Happening, changes: Changes) -> None:
        self.durable.follow(happening.entry.seq, changes)
        self.digest = happening.digest
        self.memory.add(happening)

    # -- trouble ---------------------------------------------------------------------------------

    def _reread(self) -> list[Happening]:
        """Look what is in the log and go on from there; nothing, while that cannot be known."""
        try:
            head = self.log.reopen()
        except StorageFailed:
            found: list[Happening] = []
        else:
            found = list(happenings(self.log, self.durable.seq + 1, head.seq, self.digest))
        for happening in found:
            self.durable.apply(happening.header, happening.events)
            self.digest = happening.digest
            self.memory.add(happening)
        self.room = Room(self.durable.copy(), past=self.memory.past)
        self.last = self.digest
        return found

    def _true_now(self, decided: Decided, found: Mapping[int, bytes]) -> Decided:
        """The answer as it was decided if its entry is in the log; else it must come again."""
        happening = decided.happening
        if happening is None or found.get(happening.entry.seq) == happening.entry.root:
            return decided
        because = f"{self.readonly} Send it again."
        return Decided.no(decided.asked, "storage", because, final=False)

    def recovered(self) -> list[Happening]:
        """The log takes writes again. Gives what turned out to be in it, to be published."""
        found = self._reread()
        self.readonly = None
        return found

    def close(self) -> None:
        """Close cleanly, with a keyframe at the end."""
        if self.readonly is None:
            self.log.keyframe(self.durable)
        self.log.close()


def _made(board: Board, events: Sequence[Event[Any]]) -> tuple[str, ...]:
    """The ids of records that are new with these facts."""
    return tuple(e.id for e in events if e.shelf not in _HIDDEN and e.id not in board.on(e.shelf))


# Not for the asker's eyes by id: an invitation is shown as its token or not at all.
_HIDDEN = frozenset({"invites"})
