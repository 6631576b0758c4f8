"""An offline shop and a web shop sell the last units of one product against each other, every fault from one seed.

Around `rules.leases`, two disks that are written in transactions, two clocks that are wrong within the tolerance, and
a line that is down for hours, loses, doubles and delays. Either side dies between any two steps. What really left the
shop, and what web customers were told, is kept outside of both."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from msgspec.structs import replace

from storeops.rules import leases as rules
from storeops.rules.amounts import ONE
from storeops.rules.leases import Lease

START = datetime(2026, 11, 25, 9, tzinfo=UTC)
HOURS = 4
LINE_OUT = timedelta(hours=3)


class Fact(NamedTuple):
    """What one side wrote down. `kind`: grant, extend, recall, confirm, ship (store); draw, back, end (centre)."""

    kind: str
    key: str
    lease: str
    value: Any = None


@dataclass
class Disk:
    own: list[Fact] = field(default_factory=list)
    taken: int = 0
    """How many of the other side's facts are here."""
    known: int = 0
    """How many of our own the other side said it has."""
    leases: dict[str, Lease] = field(default_factory=dict)
    draws: dict[str, str] = field(default_factory=dict)
    """Draw -> its lease, while it stands."""
    confirmed: set[str] = field(default_factory=set)
    shipped: set[str] = field(default_factory=set)
    on_hand: int = 0


class Side:
    """A database: what is in `disk` survives; facts are written with their effects in one transaction."""

    def __init__(self, world: World, name: str) -> None:
        self.world = world
        self.name = name
        self.disk = Disk()
        self.skew = world.random.uniform(-1, 1) * rules.TOLERANCE
        self.lost_in_crash: Disk | None = None

    def now(self) -> datetime:
        return self.world.time + self.skew

    def key(self) -> str:
        return f"{self.name}{self.world.random.getrandbits(48):x}"

    def record(self, *facts: Fact) -> None:
        self.disk.own += facts
        self.apply(facts)

    def apply(self, facts: Iterable[Fact]) -> None:
        disk = self.disk
        for fact in facts:
            lease = disk.leases.get(fact.lease)
            if fact.kind == "grant":
                disk.leases[fact.lease] = fact.value
            elif lease is None:
                continue
            elif fact.kind == "extend":
                disk.leases[fact.lease] = replace(lease, expires_at=max(lease.expires_at, fact.value))
            elif fact.kind == "recall":
                disk.leases[fact.lease] = replace(lease, recalled=True)
            elif fact.kind == "end":
                disk.leases[fact.lease] = replace(lease, given_back=True)
            elif fact.kind == "draw":
                disk.leases[fact.lease] = replace(lease, drawn=lease.drawn + ONE)
                disk.draws[fact.key] = fact.lease
            elif fact.kind == "back":
                disk.draws.pop(fact.key, None)
            elif fact.kind == "confirm" and fact.key in disk.draws:
                disk.confirmed.add(fact.key)
            elif fact.kind == "ship":
                disk.shipped.add(fact.key)
                disk.draws.pop(fact.key, None)

    def crash(self) -> None:
        """Whatever was only in memory is gone."""
        if self.lost_in_crash is not None:
            self.disk, self.lost_in_crash = self.lost_in_crash, None


class Shop(Side):
    """The owner: counter, shelf, and the leases it grants."""

    def kept(self) -> int:
        return sum(self.world.kept(lease, self.now()) for lease in self.disk.leases.values())

    def free(self) -> int:
        return self.disk.on_hand - len(self.disk.draws) * ONE - self.kept()

    def sell(self) -> bool:
        if self.free() < ONE:
            return False
        self.disk.on_hand -= ONE
        self.world.sold += 1
        return True

    def grant(self, percent: int) -> None:
        """Slices are lengthened, then topped up to the share."""
        for lease in list(self.disk.leases.values()):
            if until := rules.renewed(lease, self.now(), HOURS):
                self.record(Fact("extend", "", lease.id, until))
        some = rules.slice_of(percent, self.free(), self.kept())
        if not some:
            return
        lease = Lease(
            id=self.key(),
            sku="LAST",
            location="S1",
            channel="web",
            granted=some,
            expires_at=self.now() + timedelta(hours=HOURS),
        )
        fact = Fact("grant", "", lease.id, lease)
        if self.world.plant == "answer first":
            before = deepcopy(self.disk)
            self.record(fact)
            self.lost_in_crash = before
            self.send()
            if self.world.random.random() < 0.5:
                self.crash()
            self.lost_in_crash = None
            return
        self.record(fact)

    def recall(self) -> None:
        live = [one.id for one in self.disk.leases.values() if rules.kept(one, self.now())]
        if live:
            self.record(Fact("recall", "", self.world.random.choice(live)))

    def confirm(self) -> None:
        heard = [key for key in self.disk.draws if key not in self.disk.confirmed]
        shelf = self.free() + len(heard) * ONE
        draws = [(key, ONE, self.disk.leases[self.disk.draws[key]]) for key in heard]
        if self.world.plant == "confirms what is over":
            late = self.now() + timedelta(days=1)
            draws = [(key, some, replace(lease, expires_at=late, given_back=False)) for key, some, lease in draws]
        for key, _, lease in rules.confirmable(shelf, draws, self.now()):
            self.record(Fact("confirm", key, lease.id))

    def ship(self) -> None:
        """An order goes out once the centre has said that it holds the confirmation: before, it may be taken back."""
        held = {fact.key for fact in self.disk.own[: self.disk.known] if fact.kind == "confirm"}
        if self.world.plant == "sent in doubt":
            held = self.disk.confirmed
        ready = [key for key in self.disk.draws if key in held]
        if ready and self.disk.on_hand >= ONE:
            self.disk.on_hand -= ONE
            self.world.shipped.add(ready[0])
            self.record(Fact("ship", ready[0], self.disk.draws[ready[0]]))

    def send(self) -> None:
        self.world.send(self, self.world.centre)


class Centre(Side):
    """The holder: it sells to web customers out of leases."""

    def order(self) -> None:
        if self.world.plant == "forgets" and self.lost_in_crash is None:
            self.lost_in_crash = deepcopy(self.disk)
        for lease, _ in rules.draw(self.disk.leases.values(), ONE, self.now())[0]:
            draw = self.key()
            self.record(Fact("draw", draw, lease))
            self.world.told.add(draw)

    def tidy(self) -> None:
        """What was drawn and never confirmed is taken back when its lease is over: those orders are sourced anew."""
        for key in self.pending():
            lease = self.disk.draws[key]
            if rules.over(self.disk.leases[lease], self.now()):
                self.record(Fact("back", key, lease))
                self.world.told.discard(key)

    def give_back(self) -> None:
        idle = [
            one.id
            for one in self.disk.leases.values()
            if not one.given_back and one.id not in {self.disk.draws[key] for key in self.pending()}
        ]
        if idle:
            self.record(Fact("end", "", self.world.random.choice(idle)))

    def pending(self) -> list[str]:
        return [key for key in self.disk.draws if key not in self.disk.confirmed]

    def standing(self, key: str) -> bool:
        """Whether the customer of a draw may count on it."""
        lease = self.disk.draws.get(key)
        if lease is None:
            return self.world.plant == "forgets"
        return key in self.disk.confirmed or not rules.over(self.disk.leases[lease], self.now())

    def send(self) -> None:
        self.world.send(self, self.world.shop)


class World:
    """One schedule. `plant` names a mistake to make on purpose."""

    def __init__(self, seed: int, plant: str = "") -> None:
        self.random = Random(seed)
        self.plant = plant
        self.time = START
        self.line_back = START
        self.late: list[tuple[datetime, Side, int, list[Fact], int]] = []
        self.sold = 0
        self.told: set[str] = set()
        self.shipped: set[str] = set()
        self.shop, self.centre = Shop(self, "s"), Centre(self, "c")
        self.stock = self.random.randint(1, 6)
        self.shop.disk.on_hand = self.stock * ONE
        self.percent = self.random.choice((30, 50, 100))
        self.wrongs: list[str] = []

    def kept(self, lease: Lease, now: datetime) -> int:
        if self.plant == "kept until heard":
            return 0 if lease.given_back else lease.left
        return rules.kept(lease, now)

    # --- the line

    def send(self, sender: Side, receiver: Side) -> None:
        if self.time < self.line_back:
            return
        start = sender.disk.known
        message = (start, list(sender.disk.own[start:]), sender.disk.taken)
        dice = self.random.random()
        if dice < 0.2:
            return
        if dice < 0.4:
            self.late.append((self.time + self.random.random() * timedelta(hours=6), receiver, *message))
        if dice >= 0.3:
            self.receive(receiver, *message)

    def receive(self, side: Side, start: int, facts: list[Fact], acknowledged: int) -> None:
        side.disk.known = max(side.disk.known, acknowledged)
        if start > side.disk.taken:
            return
        fresh = facts[side.disk.taken - start :]
        side.disk.taken += len(fresh)
        side.apply(fresh)
        if self.plant == "renewal counted twice" and side is self.centre:
            for fact in facts:
                if fact.kind == "extend":
                    lease = side.disk.leases[fact.lease]
                    side.disk.leases[fact.lease] = replace(lease, granted=lease.granted + lease.left)

    # --- the schedule

    def step(self) -> None:
        shop, centre, random = self.shop, self.centre, self.random
        self.time += timedelta(seconds=int(random.random() * (60, 300, 2400)[int(random.random() * 3)]))
        for message in [one for one in self.late if one[0] <= self.time] if self.late else ():
            self.late.remove(message)
            self.receive(*message[1:])
        act = int(random.random() * 14)
        if act < 3:
            shop.send()
        elif act < 5:
            centre.send()
        elif act == 5 and self.time >= self.line_back:
            self.line_back = self.time + random.random() * LINE_OUT
        elif act == 6:
            shop.grant(self.percent)
        elif act == 7:
            shop.sell()
        elif act < 10:
            centre.order()
        elif act == 10:
            shop.confirm()
        elif act == 11:
            random.choice((shop.ship, centre.tidy, shop.sell))()
        elif act == 12:
            random.choice((shop.crash, centre.crash))()
        else:
            random.choice((shop.recall, centre.give_back, centre.tidy, shop.sell))()
        self.check()

    def check(self) -> None:
        """Sold at the counter, sent, or firmly told to a web customer: together never more than there was."""
        web = sum(self.centre.standing(key) for key in self.told - self.shipped)
        if self.sold + len(self.shipped) + web > self.stock:
            self.wrongs.append(f"{self.time:%H:%M} {self.sold} sold, {len(self.shipped)} sent, {web} told")
        if self.shipped - self.told:
            self.wrongs.append("sent twice: by the shop, and from where it was sourced anew")

    def play(self, steps: int = 70) -> World:
        for _ in range(steps):
            self.step()
        self.check_stranded()
        self.check_settled()
        return self

    def check_stranded(self) -> None:
        """The line stays down for good: one lease later the counter sells all but what it was told is a customer's."""
        shop = self.shop
        ends = [lease.expires_at for lease in shop.disk.leases.values()]
        if any(end > shop.now() + timedelta(hours=HOURS) for end in ends):
            self.wrongs.append("a lease is longer than a lease")
        on_hand, clock, sold = shop.disk.on_hand, self.time, self.sold
        self.time = max([self.time, *ends]) + 2 * rules.TOLERANCE
        while shop.sell():
            pass
        if (stranded := shop.disk.on_hand - len(shop.disk.draws) * ONE) > 0:
            self.wrongs.append(f"{stranded} stranded")
        shop.disk.on_hand, self.time, self.sold = on_hand, clock, sold

    def check_settled(self) -> None:
        """The line comes back: both hold the same, and nothing waits any more."""
        self.line_back, self.late = self.time, []
        self.time += timedelta(hours=2 * HOURS)
        for _ in range(2):
            self.centre.tidy()
            for one, other in ((self.centre, self.shop), (self.shop, self.centre)):
                self.receive(other, one.disk.known, list(one.disk.own[one.disk.known :]), one.disk.taken)
            self.shop.confirm()
        if self.plant:
            return
        if self.shop.disk.leases != self.centre.disk.leases or self.shop.disk.draws != self.centre.disk.draws:
            self.wrongs.append("the two do not hold the same")
        if self.centre.pending():
            self.wrongs.append("a draw waits")


def run(seed: int, plant: str = "") -> list[str]:
    return World(seed, plant).play().wrongs
