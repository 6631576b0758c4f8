"""The till's side of an exchange, on its database. Each call is a short transaction of its own: a sale never waits for
the line."""

from __future__ import annotations

from collections.abc import Sequence

from storeops import __version__
from storeops.database import schema
from storeops.database.queries import exchange as queries
from storeops.database.queries import shop as shop_queries
from storeops.database.queries.exchange import Doubt
from storeops.journal.envelope import utc_text
from storeops.journal.reading import head
from storeops.rules.chains import GENESIS, Head, Link, origin_of, parent_of
from storeops.store import Store, Tx
from storeops.sync.exchange import Chain
from storeops.sync.messages import ChainHead, Hello, Welcome

APART = "another database went on from the same fact"
BEHIND = "the centre holds more of this database than it does itself"


class OwnFacts:
    """`exchange.Own` for an open shop."""

    def __init__(self, shop: Store) -> None:
        self.shop = shop

    def chains(self) -> Sequence[Chain]:
        found: list[Chain] = []
        with self.shop.read() as connection:
            apart = queries.branches(connection)
            for origin in queries.own_origins(connection, self.shop.profile.device):
                last = head(connection, origin)
                pulled = queries.held(connection, origin)
                if last is None or (pulled is not None and pulled.after == 0):
                    continue  # a twin's life: it hands it in itself
                for name in (origin, *sorted((one for one in apart if origin_of(one) == origin), key=len)):
                    ends = min((after for one, after in apart.items() if parent_of(one) == name), default=None)
                    digest = last[1] if ends is None else queries.hash_at(connection, origin, ends) or GENESIS
                    found.append(Chain(name, apart.get(name, 0), Head(last[0] if ends is None else ends, digest)))
        return found

    def hash_at(self, chain: str, seq: int) -> bytes | None:
        with self.shop.read() as connection:
            return queries.hash_at(connection, origin_of(chain), seq)

    def links(self, chain: str, after: int, upto: int, most: int, size: int) -> Sequence[Link]:
        with self.shop.read() as connection:
            found = queries.links(connection, origin_of(chain), after, upto, most)
        total = 0
        for index, link in enumerate(found):
            total += len(link.body)
            if index and total > size:
                return found[:index]
        return found

    def acknowledged(self, chain: str, head: Head) -> None:
        with self.shop.read() as connection:
            known = queries.acknowledgements(connection).get(chain)
        if known is not None and known["seq"] == head.seq:
            return
        with self.shop.write() as tx:
            queries.acknowledge(tx.connection, chain, head, utc_text(tx.now.isoformat()))

    def go_apart(self, chain: str, after: int, branch: str) -> None:
        # The new epoch first: cut off between the two, the next exchange finds the chain apart once more.
        if origin_of(chain) == self.shop.profile.origin:
            self.shop.start_epoch(APART)
        with self.shop.write() as tx:
            queries.go_apart(tx.connection, chain, after, branch, utc_text(tx.now.isoformat()))

    def begin_again(self, chain: str) -> None:
        if origin_of(chain) == self.shop.profile.origin:
            self.shop.start_epoch(BEHIND)

    def hello(self, heads: tuple[ChainHead, ...]) -> Hello:
        return Hello(
            app=__version__,
            schema=schema.HEAD,
            wall=self.shop.now().isoformat(),
            heads=heads,
            waiting=self.waiting(heads),
        )

    def waiting(self, heads: Sequence[ChainHead]) -> int:
        """Facts of these chains that the centre has not acknowledged."""
        with self.shop.read() as connection:
            known = queries.acknowledgements(connection)
            apart = queries.branches(connection)
        return sum(
            max(0, one.seq - (known[one.chain]["seq"] if one.chain in known else apart.get(one.chain, 0)))
            for one in heads
        )

    def welcome(self, answer: Welcome) -> None:
        with self.shop.write() as tx:
            values = {"centre.generation": answer.generation, "centre.spoke_at": utc_text(tx.now.isoformat())}
            shop_queries.set_local(tx.connection, values)
            self._note_parked(tx, answer)

    @staticmethod
    def _note_parked(tx: Tx, answer: Welcome) -> None:
        """What waits for a person at the centre is known here, too; what does not any more was settled there."""
        at = utc_text(tx.now.isoformat())
        told = {(one.chain, one.seq) for one in answer.parked}
        for row in queries.waiting(tx.connection):
            if (row["chain"], row["seq"]) not in told:
                queries.settle(tx.connection, row["chain"], row["seq"], "at the centre", at, "")
        for one in answer.parked:
            queries.park(tx.connection, one.chain, [Doubt(one.seq, one.fact, one.code, one.why)], at)
