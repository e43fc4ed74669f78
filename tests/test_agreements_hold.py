"""Whatever is asked in whatever order, an agreement gives all it promises and never more."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from schemas.agencies import Grant
from schemas.agreements import Agreement, Term
from schemas.requests import Request
from tests.clocks import lapse
from tests.house import House
from tests.tampering import seeds

FEW, MANY, STEPS = 4, 1_000, 40
AGENCIES = ("ems", "fire", "pd")
KINDS = ("cot", "ambulance")
TYPES = ("", "ALS")


class Night:
    """Three agencies that propose, sign, need, bring, give back and end at random."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.draw = random.Random(seed)
        self.house = House(folder, people=False)
        self.seen: Counter[str] = Counter()
        for agency in AGENCIES:
            self.house.agency(agency)
            self.house.person(agency[0], agency, Grant.REPRESENTATIVE, Grant.SIGNATORY)
        self.house.does("e", "open flood lead=ems Mill Creek")
        self.house.does("e", "take INC-1/IC")
        for person in ("f", "p"):
            self.house.does(person, "join INC-1")
        for n in range(6):
            self.house.does("f", f"add M{n} kind=ambulance")
        for _ in range(3):
            self.propose()
            self.sign()

    def person(self) -> str:
        """Somebody."""
        return self.draw.choice(AGENCIES)[0]

    def one(self, shelf: str, *more: str) -> str:
        """Some record's id, or one of these."""
        return self.draw.choice([*self.house.board.on(shelf), *more])

    def what(self) -> str:
        """So many of a kind, with or without its type."""
        kind, type = self.draw.choice(KINDS), self.draw.choice(TYPES)
        return f"{self.draw.randint(1, 4)} {kind}{type and f' type={type}'}"

    def limits(self) -> str:
        """How long and how dear, or not said."""
        said = (f"hours={self.draw.choice((6, 12, 24))}", f"cost={self.draw.randint(1, 9) * 100}")
        return " ".join(word for word in said if self.draw.random() < 0.3)

    def near(self, one: Agreement) -> tuple[str, str]:
        """Who may ask for about what a term says, and what."""
        assert one.signed
        term = self.draw.choice(one.signed.terms)
        (receiver,) = set(one.parties) - {term.provider}
        many = max(1, term.quantity - self.draw.randint(-1, 3))
        type = f" type={term.type}" if term.type else ""
        return receiver[0], f"{many} {term.resource_kind}{type}"

    # -- what may happen -------------------------------------------------------------------------

    def propose(self) -> None:
        """A new one, often short, sometimes not begun."""
        provider, receiver = self.draw.sample(AGENCIES, 2)
        begins = self.draw.choice(("", "", "", "from=2h"))
        ends = self.draw.choice(("5h", "1d", "9d"))
        phrase = f"propose {provider} {receiver} {self.what()} {self.limits()} {begins}"
        self.house.ask(self.person(), f"{phrase} until={ends}")

    def change(self) -> None:
        """The next version of one."""
        provider = self.draw.choice(AGENCIES)
        phrase = f"propose {self.one('agreements', 'AGR-1')} {provider} {self.what()}"
        self.house.ask(self.person(), f"{phrase} {self.limits()}")

    def sign(self) -> None:
        """By both or one of them, now and then by whose it is not."""
        id = self.one("agreements", "AGR-1")
        for person in self.draw.sample([agency[0] for agency in AGENCIES], 3):
            if self.draw.random() < 0.8:
                self.house.ask(person, f"sign {id}")

    def end(self) -> None:
        """One of them."""
        if self.draw.random() < 0.3:
            self.house.ask(self.person(), f"end {self.one('agreements', 'AGR-1')} No")

    def need(self) -> None:
        """Approved at once when the board says that it fits, and never otherwise."""
        person, what, before = self.person(), self.what(), self.house.board.copy().agreements
        signed = [one for one in before.values() if one.signed and not one.ended]
        if signed and self.draw.random() < 0.8:
            person, what = self.near(self.draw.choice(signed))
        due = self.draw.choice(("", "", "", "due=4h"))
        answer = self.house.does(person, f"need {what} {self.limits()} {due} in=INC-1")
        self.judge(self.house.board.requests[answer.made[0]], before)

    def amend(self) -> None:
        """Another number of it."""
        id = self.one("requests", "R-1")
        before = self.house.board.copy().agreements
        answer = self.house.ask(self.person(), f"amend {id} {self.draw.randint(1, 4)}")
        if answer.ok:
            self.judge(self.house.board.requests[id], before)

    def commit(self) -> None:
        """Units or things, by whoever has them, often what is not theirs."""
        found = self.house.board.requests.get(self.one("requests", "R-1"))
        if found:
            unit = f"M{self.draw.randint(0, 5)}"
            units = [unit] * 3 if found.resource_kind == "ambulance" else []
            what = self.draw.choice([*units, "quantity=1", "quantity=2"])
            self.house.ask(self.person(), f"commit {found.id} {what}")

    def arrive(self) -> None:
        """A unit checks in, or things without call signs come."""
        self.house.ask("f", f"checkin M{self.draw.randint(0, 5)} INC-1")
        things = [r.id for r in self.house.board.requests.values() if r.resource_kind == "cot"]
        if things:
            self.house.ask("e", f"receive {self.draw.choice(things)} 1")

    def leave(self) -> None:
        """A unit goes back."""
        self.house.ask("f", f"release M{self.draw.randint(0, 5)}")

    def cancel(self) -> None:
        """A request ends before or after something came."""
        verb = self.draw.choice(("cancel", "close"))
        self.house.ask("e", f"{verb} {self.one('requests', 'R-1')} No")

    def wait(self) -> None:
        """Time passes, and the clock asks what fell due."""
        self.house.time.pass_(minutes=self.draw.choice((10, 60, 180)))
        lapse(self.house)

    # -- what must hold --------------------------------------------------------------------------

    def judge(self, request: Request, before: dict[str, Agreement]) -> None:
        """The request is under an agreement exactly when one covered it as the board was."""
        now = request.touched.at
        fitting = [one.id for one in before.values() if self.fits(one, request, now, before)]
        under = request.under
        assert (under.agreement if under else None) == (fitting[0] if fitting else None), request
        assert not under or request.approved == request.quantity
        self.seen["inside" if under else "asked"] += 1

    def fits(
        self, one: Agreement, request: Request, now: datetime, before: dict[str, Agreement]
    ) -> bool:
        """Said anew and slowly: no line of the rules is used."""
        version, receiver = one.signed, request.by.agency
        if version is None or one.ended or receiver not in one.parties:
            return False
        if {s.by.agency for s in version.signatures} != set(one.parties):
            return False
        begins, until = version.since, version.until
        if not (begins <= now < until) or (request.needed and request.needed >= until):
            return False
        terms = [t for t in version.terms if t.provider != receiver and speaks(t, request)]
        return bool(terms) and all(
            out_of(one, term, request.id) + request.quantity <= term.quantity
            and (not term.hours or not request.hours or request.hours <= term.hours)
            and (
                term.cost is None
                or request.cost is None
                or int(request.cost) <= term.cost * request.quantity
            )
            and self.is_own(term, request, before)
            for term in terms
        )

    def is_own(self, term: Term, request: Request, before: dict[str, Agreement]) -> bool:
        """The provider has none of it from others, or enough of its own."""
        uses = [
            (agreement, use)
            for agreement in before.values()
            for use in agreement.uses
            if use.resource_kind == request.resource_kind
        ]
        if not any(use.provider != term.provider and term.provider in a.parties for a, use in uses):
            return True
        lent = sum(
            use.quantity
            for _, use in uses
            if use.provider == term.provider and use.request != request.id
        )
        units = self.house.board.resources.values()
        own = [u for u in units if u.owner == term.provider]
        own = [u for u in own if u.resource_kind == term.resource_kind]
        return lent + request.quantity <= len(own)

    def check(self) -> None:
        """Of no request more is out than it may still have from who lends it."""
        for request in self.house.board.requests.values():
            under = request.under
            agreement = self.house.board.agreements.get(under.agreement) if under else None
            use = agreement.use(request.id) if agreement else None
            if under and use and not request.end:
                theirs = [c for c in request.commitments if c.agency != under.provider]
                assert use.quantity <= request.quantity - sum(c.quantity for c in theirs)

    def all_go_home(self) -> None:
        """Then nothing is out but what came and has no call sign."""
        for request in list(self.house.board.requests.values()):
            if not request.end:
                self.house.does("e", f"cancel {request.id} Over")
        for unit in self.house.board.resources.values():
            if unit.under or unit.job:
                self.house.does("f", f"release {unit.call_sign}")
        for agreement in self.house.board.agreements.values():
            for use in agreement.uses:
                asked = self.house.hub.memory.past("requests", use.request)  # archived, too
                assert isinstance(asked, Request)
                theirs = [c for c in asked.commitments if c.agency == use.provider]
                assert use.quantity == sum(c.received for c in theirs if not c.units)


def speaks(term: Term, request: Request) -> bool:
    """Whether a term is about what is asked for."""
    return term.resource_kind == request.resource_kind and term.type in (None, request.type)


def out_of(one: Agreement, term: Term, but: str) -> int:
    """How many of a term are out, other than for this request."""
    return sum(
        use.quantity
        for use in one.uses
        if use.request != but
        and (use.provider, use.resource_kind) == (term.provider, term.resource_kind)
        and term.type in (None, use.type)
    )


STEP: tuple[tuple[Callable[[Night], None], int], ...] = (
    (Night.propose, 3),
    (Night.change, 1),
    (Night.sign, 4),
    (Night.end, 1),
    (Night.need, 10),
    (Night.amend, 2),
    (Night.commit, 4),
    (Night.arrive, 3),
    (Night.leave, 2),
    (Night.cancel, 2),
    (Night.wait, 2),
)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("seed", seeds(FEW, MANY))
def test_what_fits_is_approved_at_once_and_nothing_else_whatever_happens(
    tmp_path: Path, seed: int
) -> None:
    night = Night(tmp_path, seed)
    steps, weights = zip(*STEP, strict=True)
    for step in night.draw.choices(steps, weights, k=STEPS):
        step(night)
        night.check()
    night.all_go_home()
    night.house.hub.close()


def test_the_nights_have_something_of_both(tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    for seed in range(2):
        (tmp_path / f"{seed}").mkdir()
        night = Night(tmp_path / f"{seed}", seed)
        steps, weights = zip(*STEP, strict=True)
        for step in night.draw.choices(steps, weights, k=80):
            step(night)
        seen += night.seen
        night.house.hub.close()
    assert min(seen["inside"], seen["asked"]) >= 3, seen
