"""The hub's core: decides, numbers, keeps, folds. No socket, no event loop, no clock of its own.

One caller drives it: ``take`` what was asked, ``append`` it (in the writer thread), ``settle`` what
came of it, ``keep`` a keyframe now and then. Decisions are made against the *working* board; what
anybody is told comes from the *durable* one, folded only after the commit.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from schemas.agencies import Grant
from schemas.base import EVER, Command, Event, Header, Record, Refusal
from schemas.board import Board, Changes, bodies
from schemas.circles import FOR_PARTNERS, audience
from schemas.entry import ENTRY_MAX, LEAVES_MAX, SALT_BYTES, Entry, canonical, link
from schemas.journal import LineLogged, Sort
from schemas.logport import KEYFRAME_EVERY, Conflict, Done, Outcome, Receipt, StorageFailed
from schemas.phrase import render
from schemas.text import clean_line, cut
from schemas.wire import Accepted, Refused, code_mark
from server.batch import Asked, Batch, Decided, Happening
from server.hats import wear
from server.logs import Log
from server.memory import Memory, happenings
from server.rules import Actor, Draws, Room, decide
from server.rules.base import Events, refuse
from server.rules.readers import of_all_named
from server.submits import read

BATCH_MAX = 512  # asks decided in one commit
AGAIN = "Send this again: one before it was not done."
KEYFRAME_PAUSE = timedelta(seconds=1)  # between two at the least
CODE_BYTES = 10  # an invitation's secret: 80 bits

log = logging.getLogger("sitroom.hub")

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
        self.room = Room(self.durable.copy(), past=self._past)
        self.last = self.digest  # the digest after the working board's last entry
        self.touched: set[tuple[str, str]] = set()  # by entries decided and not yet committed
        self.stalled: dict[str, str] = {}  # feeds waiting for a ref to come again, by source
        self.readonly: str | None = None  # why nothing can be written, if so
        self._framed, self._frames_from = log.head.seq, EVER  # where the last was; not before then

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
        if self._keyframe_is_due(batch.before + len(batch.kept)):
            batch.keyframe = self.room.all.copy()
        return batch

    def _keyframe_is_due(self, seq: int) -> bool:
        """At such entries, however often a hub is killed; seldom enough, however fast they come."""
        same = seq // KEYFRAME_EVERY == self._framed // KEYFRAME_EVERY
        if same or self.now() < self._frames_from:
            return False
        self._framed, self._frames_from = seq, self.now() + KEYFRAME_PAUSE
        return True

    def _decide(self, asked: Asked, first: Decided | None) -> Decided:
        """Receipt, then shape, then time, then the rules."""
        text = canonical(asked.submit.command)
        mark = sha256(text.encode()).hexdigest()
        if again := self._again(asked, mark, first):
            return again
        if self.readonly:
            return Decided.no(asked, "readonly", self.readonly, final=False)
        ask = read(asked, text, self.now())
        if isinstance(ask, Decided):
            return ask
        if self._shut_out(asked.actor):
            return Decided.no(asked, "revoked", "This account was shut out.")
        actor = wear(asked.actor, asked.submit.as_, ask, self.room)
        if isinstance(actor, Refusal):
            return Decided(asked, Refused(ref=asked.submit.ref, refusal=actor))
        now = self._header(asked, actor)
        code = self.draw(CODE_BYTES).hex() if ask.once else ""
        self.room.draws = Draws(code_hash=code_mark(code) if code else "")
        answer = self._ruled(ask, asked, actor, now)
        if isinstance(answer, Refusal):
            return self._refused(asked, ask, now, answer)
        happening = self._enter(now, answer)
        if happening is None:
            because = "This is too much for one entry: name fewer things, or say less."
            return Decided.no(asked, "too-long", because)
        # All that could go wrong with the answer goes wrong before anything is done.
        once = self.token(code) if code else None
        made = _made(self.room.all, answer)
        changes = self._apply(happening)
        accepted = Accepted.unchecked(ref=now.ref, seq=now.seq, made=made, once=once)
        receipt = Receipt(person=asked.actor.person, ref=now.ref, hash=mark, seq=now.seq, made=made)
        return Decided(asked, accepted, happening, receipt, changes)

    def _ruled(self, ask: Command, asked: Asked, actor: Actor, now: Header) -> Events | Refusal:
        """What the rules say. A mistake in a rule costs its asker an answer, not all the hub."""
        try:
            return decide(ask, self.room, actor, now, asked.submit.seen)
        except Exception:  # rules are pure: nothing has been done yet
            log.exception("a rule failed", extra={"kind": ask.kind})
            because = "The hub could not decide this; tell whoever runs it. Nothing was done."
            return Refusal(code="hub-error", because=because, ask="whoever runs the hub")

    def _shut_out(self, actor: Actor) -> bool:
        """Whether the person or the device was revoked, if only just now."""
        person = self.room.all.people.get(actor.person)
        device = self.room.all.devices.get(actor.device or "")
        return bool((person and person.revoked) or (device and device.revoked))

    def _past(self, shelf: str, id: str) -> Record | None:
        """A record from the log; not while an entry of this very batch changes it."""
        if (shelf, id) in self.touched:
            raise refuse("resend", AGAIN, final=False)
        return self.memory.past(shelf, id)

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

    def _header(self, asked: Asked, actor: Actor) -> Header:
        return Header.unchecked(  # of what was validated on its way here
            seq=self.room.all.seq + 1,
            at=self.now(),
            occurred_at=asked.submit.occurred_at,
            by=actor.by,
            ref=asked.submit.ref,
        )

    def _refused(self, asked: Asked, ask: Command, now: Header, refusal: Refusal) -> Decided:
        """A refusal marked ``record`` is an entry for the asker's agency and the reviewers.

        What was asked about something restricted is for its readers, for it may say what it is.
        """
        ref = asked.submit.ref
        if not refusal.record:
            return Decided(asked, Refused(ref=ref, refusal=refusal))
        text = cut(clean_line(f"{render(ask)} - refused: {refusal.because}"))
        readers = of_all_named(ask, self.room.all, asked.actor.view)
        if readers == FOR_PARTNERS:
            readers = audience((asked.actor.agency, "reviewers"))
        line = LineLogged(id=f"#{now.seq}", text=text, sort=Sort.REFUSAL, audience=readers)
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
        header = now.but(incident=about) if about else now
        texts = bodies(header, events)
        entry = Entry.seal(now.seq, texts, [self.draw(SALT_BYTES) for _ in texts])
        if len(entry.sent) > ENTRY_MAX:
            return None
        digest = link(self.last, now.seq, entry.root)
        return Happening(entry, header, tuple(events), digest)

    def _apply(self, happening: Happening) -> Changes:
        self.last = happening.digest
        self.touched.update(name for event in happening.events for name in event.touches())
        return self.room.apply(happening.header, list(happening.events))

    # -- keeping ---------------------------------------------------------------------------------

    def append(self, batch: Batch) -> Outcome:
        """Commit with fsync. Runs in the writer thread; touches no board."""
        return self.log.append(batch.before, batch.kept)

    def keep(self, batch: Batch, outcome: Outcome | None) -> None:
        """A keyframe when one is due. In the writer thread too, after everybody was answered."""
        if batch.keyframe is not None and isinstance(outcome, Done):
            self.log.keyframe(batch.keyframe)

    def settle(self, batch: Batch, outcome: Outcome | None) -> list[Decided]:
        """Fold what is safe, and give every asker the answer that is true now."""
        self.touched.clear()
        if outcome is None or isinstance(outcome, Done):
            for decided in batch.decided:
                if decided.happening:
                    self._fold(decided.happening, decided.changes)
            return batch.decided
        why = "another hub wrote to this log" if isinstance(outcome, Conflict) else outcome.why
        self.readonly = f"Nothing can be written now ({why}); what was accepted is safe."
        found = {h.entry.seq: h.entry.root for h in self._reread() or ()}
        return [self._true_now(decided, found) for decided in batch.decided]

    def _fold(self, happening: Happening, changes: Changes) -> None:
        self.durable.follow(happening.entry.seq, changes)
        self.digest = happening.digest
        self.memory.add(happening)

    # -- trouble ---------------------------------------------------------------------------------

    def _reread(self) -> list[Happening] | None:
        """Look what is in the log and go on from there; None while that cannot be known."""
        try:
            head = self.log.reopen()
        except StorageFailed:
            self._begin_anew()
            return None
        found = list(happenings(self.log, self.durable.seq + 1, head.seq, self.digest))
        for happening in found:
            self.durable.apply(happening.header, happening.events)
            self.digest = happening.digest
            self.memory.add(happening)
        self._begin_anew()
        return found

    def _begin_anew(self) -> None:
        """Decide from the durable board on."""
        self.room = Room(self.durable.copy(), past=self._past)
        self.last = self.digest

    def _true_now(self, decided: Decided, found: Mapping[int, bytes]) -> Decided:
        """The answer as it was decided if its entry is in the log; else it must come again."""
        happening = decided.happening
        if happening is None or found.get(happening.entry.seq) == happening.entry.root:
            return decided
        because = f"{self.readonly} Send it again."
        if decided.asked.actor.is_(Grant.FEED):
            self.stalled.setdefault(decided.asked.source, decided.asked.submit.ref)
        return Decided.no(decided.asked, "storage", because, final=False)

    def recovered(self) -> list[Happening]:
        """The log takes writes again. Gives what turned out to be in it, to be published."""
        if (found := self._reread()) is None:
            return []
        self.readonly = None
        return found

    def close(self) -> None:
        """Close cleanly, with a keyframe at the end."""
        if self.readonly is None:
            self.log.keyframe(self.durable)
        self.log.close()


def _made(board: Board, events: Sequence[Event[Any]]) -> tuple[str, ...]:
    """The ids of records that are new with these facts, each once."""
    new = (e.id for e in events if e.creates and e.id not in board.on(e.shelf))
    return tuple(dict.fromkeys(new))
