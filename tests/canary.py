"""Canaries: words in what is for some alone, and every byte an outsider gets."""

from __future__ import annotations

import random
from pathlib import Path

from schemas.agencies import Grant
from schemas.phrase import Context
from schemas.wire import Fetch, encode
from server.publish import Publisher
from tests.clocks import lapse
from tests.house import GRAMMAR, ZONE, House

# Who reads what is restricted here, by agency; nobody ever shares anything with the others.
INSIDE = {"city": ("kim",), "fire": ("maya", "lee"), "pd": ("sam", "pia")}
OUTSIDE = ("rosa", "con", "adm", "rev")
VERBS = ("approve", "done", "ack", "correct", "share", "breakglass", "commit", "tell", "narrow")

MADE = (
    "log in=INC-1 from={w} only={only} {w}",
    "log urgent only={only} {w}",
    "task {to} in=INC-1 due=10m only={only} {w}",
    "task {post} due=30m only={only} {w}",
    "tell {to},{post} ack=10m only={only} {w}",
    "tell {to} answer=10m in=INC-1 only={only} {w}",
    "need 2 medic lifesaving in=INC-1 type={w} to={w} contact={w} or={w} cost={w} only={only} {w}",
    "need 3 {w} in=INC-1 due=30m only={only} {w}",
)
LATER = {
    "#": ("correct {id} {w}", "strike {id} {w}"),
    "R": (
        "approve {id} verbal={w}",
        "return {id} {w}",
        "amend {id} to={w} {w}",
        "deny {id} {w}",
        "offer {id} 1 {w}",
        "commit {id} quantity=1",
        "receive {id} 1",
        "cancel {id} {w}",
        "close {id} {w}",
    ),
    "M": ("ack {id}", "reply {id} {w}", "cancel {id} {w}"),
    "T": ("block {id} {w}", "unblock {id}", "done {id} {w}", "cancel {id} {w}"),
}
WIDER = ("share {id} {other}", "narrow {id} {other}", "breakglass {id} I must know")
TRIES = 4  # by somebody else, or of something else, until it is accepted
AROUND = (
    "relieve INC-1/OSC Rest",
    "appoint INC-1/OSC {who}",
    "relieve INC-1/LSC Rest",
    "appoint INC-1/LSC {who}",
)
PROBES = ("approve", "deny", "done", "ack", "share", "narrow", "correct", "commit", "cancel")


class Aviary:
    """A house where some people write for some agencies alone, and others listen at every exit."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.random = random.Random(seed)
        self.house = house = House(folder)
        self.words: list[str] = []
        self.accepted = 0
        self.heard = 0  # bytes the outsiders got
        house.person("lee", "fire")
        house.person("pia", "pd")
        house.person("con", "redcross", Grant.CONTRIBUTOR)
        house.person("adm", "city", Grant.ADMIN)
        house.person("rev", "city", Grant.REVIEWER)
        for person in ("kim", "maya", "sam", "rosa", "lee", "pia"):
            house.does(person, "signin")
        house.does("sam", "open shooting lead=pd Lincoln High")
        for person in ("maya", "rosa"):
            house.does(person, "join INC-1")
        house.does("sam", "take INC-1/IC")
        house.does("sam", "appoint INC-1/OSC lee")
        house.does("sam", "appoint INC-1/LSC pia")

    # -- a history -------------------------------------------------------------------------------

    def history(self) -> None:
        """Something restricted is made and worked on, while outsiders ask about it."""
        pick = self.random.choice
        word = f"zq{len(self.words):05d}{self.random.randrange(16**4):04x}"
        self.words.append(word)
        before = self.house.board.seq
        agencies = self.random.sample(sorted(INSIDE), self.random.randint(1, 3))
        for _ in range(TRIES):
            values = {"w": word, "only": ",".join(agencies), "to": pick(agencies)}
            values["post"] = f"@INC-1/{pick(('OSC', 'LSC', 'IC'))}"
            if self._say(pick(INSIDE[pick(agencies)]), pick(MADE).format(**values)):
                break
        id = self._made(before)
        said = [self._goes_on(id, word) for _ in range(self.random.randint(2, 5))]
        self._listen(before, id, said)

    def _made(self, before: int) -> str:
        """The record it made, or that of an entry before."""
        for shelf in ("requests", "tasks", "messages"):
            for record in reversed(self.house.board.on(shelf).values()):
                if record.touched.seq > before:
                    return str(record.id)
        return f"#{self.house.board.seq}"

    def _goes_on(self, id: str, word: str) -> str:
        pick = self.random.choice
        inside = [person for people in INSIDE.values() for person in people]
        more = {"id": id, "w": word, "who": pick(inside), "other": pick(sorted(INSIDE))}
        turn = self.random.random()
        phrases = AROUND if turn < 0.1 else WIDER if turn < 0.3 else LATER[id[0]]
        if turn > 0.9:
            self.house.time.pass_(minutes=self.random.choice((11, 31, 61)))
            lapse(self.house)
        else:
            any(self._say(pick(inside), pick(phrases).format(**more)) for _ in range(TRIES))
        return self._probe(id)

    def _say(self, person: str, phrase: str) -> bool:
        answer = self.house.ask(person, phrase)
        self.accepted += answer.ok
        return answer.ok

    def _probe(self, id: str) -> str:
        """What an outsider who guesses the number is answered, whatever their console thinks."""
        verb = self.random.choice(PROBES)
        tail = {"commit": " quantity=1", "share": " pd", "narrow": " redcross", "ack": ""}
        phrase = f"{verb} {id}{tail.get(verb, ' Something')}"
        read = self.house.said("kim", phrase)
        if not isinstance(read, list):
            return ""
        answer = self.house.submit(self.house.actor("rosa"), read[0].command)
        return answer.refusal.model_dump_json() if answer.refusal else ""

    # -- the exits -------------------------------------------------------------------------------

    def _listen(self, before: int, id: str, said: list[str]) -> None:
        """Live, answered, and what a console would offer: after every history."""
        self._silent("an answer", said)
        for person in OUTSIDE:
            view = self.house.actor(person).view
            new = self.house.hub.memory.since(before) or []
            self._silent(f"live to {person}", [h.seen_by(view).sent for h in new])
        shelves = self.house.board.project(self.house.actor("rosa").view).shelves()
        context = Context(shelves, self.house.time.now, ZONE)
        offers = [str(GRAMMAR.complete(f"{verb} ", context)) for verb in VERBS]
        self._silent("completion", offers)
        assert all(f"'{id}'" not in offer for offer in offers) or id[0] == "#"

    def listen_long(self) -> None:
        """Snapshot, resume, fetch, the board as kept and as told: now and then, for all words."""
        house, publisher = self.house, Publisher(self.house.hub)
        head = house.board.seq
        for person in OUTSIDE:
            view = house.actor(person).view
            self._silent(f"{person}'s board", [house.mirrors[person].board.dump()])
            _, frames = publisher.snapshot(view, house.time.now)
            self._silent(f"{person}'s snapshot", frames)
            missed = house.hub.memory.since(max(0, head - 200)) or []
            self._silent(f"{person}'s resume", publisher.page(missed, view, house.time.now))
            asked = [Fetch.model_validate({"from": max(1, head - 100), "to": head})]
            for shelf in ("requests", "tasks", "messages", "lines", "openings"):
                some = list(house.board.on(shelf))[-3:]
                asked += [Fetch(shelf=shelf, id=id) for id in some]
            self._silent(
                f"{person}'s past",
                [encode(publisher.past(one, view, head, 500)) for one in asked],
            )

    def _silent(self, where: str, texts: list[str]) -> None:
        for text in texts:
            self.heard += len(text)
            if "zq" in text:
                found = [word for word in self.words if word in text]
                assert not found, f"{where} tells {found[0]}: {text[:2_000]}"
