"""Every noun of the command line, and where its commands are: nothing is loaded before it is asked for."""

from __future__ import annotations

from collections.abc import MutableMapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, NamedTuple, cast

import typer
from typer.core import TyperGroup
from typer.main import get_command


class Noun(NamedTuple):
    """A noun: the module that holds its commands (its Typer is called `app` or as said), and what it is for."""

    module: str
    help: str
    name: str = "app"


SECTIONS: MappingProxyType[str, dict[str, Noun]] = MappingProxyType(
    {
        "Selling": {
            "sell": Noun("sell", "Sell: items, discounts and tenders, written as on the till."),
            "sale": Noun("sale", "Look at sales and returns; print a copy of a receipt."),
            "return": Noun("returns", "Take goods back, with their receipt or without."),
            "drawer": Noun("drawer", "Open, count and close the cash drawer; X and Z reports."),
        },
        "Orders": {
            "order": Noun("order", "Place, change, pay, send and look at customer orders."),
            "source": Noun("source", "Where open orders come from: plan, allocate, try other rules."),
            "rma": Noun("rma", "Take goods back that come by parcel."),
            "channel": Noun("channel", "Where orders come from, and what each channel may promise."),
        },
        "Sending": {
            "wave": Noun("wave", "Orders picked together, in tours that save walking."),
            "pick": Noun("pick", "Pick: what was taken from which bin, what was short."),
            "pack": Noun("pack", "Pack an order: every unit is scanned into its parcel."),
            "ship": Noun("ship", "Ship parcels: rates, labels, the carrier's manifest, what is late."),
            "label": Noun("label", "The labels of parcels: shown, printed, given back."),
            "track": Noun("track", "Where parcels are."),
            "tour": Noun("tour", "Tours of the shop's own vans."),
            "pickup": Noun("pickup", "Orders that customers collect in the store."),
        },
        "Goods": {
            "catalog": Noun("catalog", "Import the products."),
            "product": Noun("product", "Find products, and say how each is handled."),
            "stock": Noun("stock", "Receive goods, adjust and show what is on hand."),
            "count": Noun("count", "Count what is there while selling goes on."),
            "transfer": Noun("transfer", "Send goods from one location to another."),
            "bin": Noun("bin", "The bins of a warehouse, and what is in them."),
            "barcode": Noun("barcode", "Explain a barcode."),
        },
        "Buying": {
            "supplier": Noun("supplier", "Who goods are bought from."),
            "purchase": Noun("purchase", "Order goods, and take them in against their order."),
        },
        "Knowing": {
            "report": Noun("report", "The day in figures."),
            "why": Noun("why", "Explain a number, fact by fact."),
            "journal": Noun("journal", "Prove and export what was recorded."),
            "doctor": Noun("doctor", "Is everything sound? Checks, and what to do about each."),
        },
        "The shop": {
            "init": Noun("shop", "Make a shop.", "init_app"),
            "shop": Noun("shop", "Show this shop."),
            "terminal": Noun("terminal", "The shop's terminals."),
            "location": Noun("location", "The places goods can be at."),
            "setting": Noun("setting", "The shop's settings."),
            "printer": Noun("printer", "The receipt printer and what waits for it."),
            "enrol": Noun("enrol", "Make this machine a till of a centre."),
            "backup": Noun("backup", "Copy the shop's database, verified."),
            "restore": Noun("backup", "Make a shop from a backup.", "restore_app"),
            "history": Noun("history", "Import the sales of another system."),
        },
        "The chain": {
            "sync": Noun("sync", "Exchange with the centre; is the till safe to close?"),
            "kit": Noun("kit", "Facts on a stick, where no line reaches."),
            "lease": Noun("lease", "Stock that a channel may sell at the centre."),
            "server": Noun("server", "The centre: serve it, let tills in."),
        },
        "Learning": {
            "demo": Noun("demo", "Open the till on a sample shop with a few weeks of history."),
            "help": Noun("manual", "The manual, by topic."),
        },
    }
)
NOUNS: dict[str, Noun] = {name: noun for section in SECTIONS.values() for name, noun in section.items()}


class Nouns(TyperGroup):
    """The group of all nouns. Listing them loads none of them; asking for one loads its module alone."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        # Typer looks at the names here to suggest the nearest one to a mistyped noun.
        self.commands = cast("MutableMapping[str, Any]", dict.fromkeys(NOUNS))

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]  # Typer's own context
        return list(NOUNS)

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Any:  # type: ignore[override]
        noun = NOUNS.get(cmd_name)
        if noun is None:
            return None
        command = get_command(getattr(import_module(f"storeops.cli.{noun.module}"), noun.name))
        command.name = cmd_name
        return command

    def format_commands(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]
        for title, nouns in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(9), noun.help) for name, noun in nouns.items()])


def noun(help: str, *, group: bool = True) -> typer.Typer:
    """A Typer for the commands of one noun."""
    return typer.Typer(
        help=help,
        no_args_is_help=group,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
