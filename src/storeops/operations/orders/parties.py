"""Who ordered and where it goes: made clean, checked, and what is wrong with it in words."""

from __future__ import annotations

from storeops.operations.remarks import remark
from storeops.rules import contacts
from storeops.rules.addresses import Address, check, tidy
from storeops.rules.errors import Refused
from storeops.rules.orders.document import AddressPart, CustomerPart
from storeops.rules.orders.lines import Party
from storeops.rules.tariffs import PICKUP


def party(part: CustomerPart, country: str, problems: list[str]) -> Party:
    """The customer; what cannot be an e-mail address or a telephone number is told in `problems` and left out.

    Raises CardNumberRefused."""
    email, phone = remark(part.email, "e-mail"), remark(part.phone, "phone")
    try:
        email = contacts.email(email) if email else ""
    except contacts.NotAnEmail as refusal:
        problems.append(str(refusal))
        email = ""
    try:
        phone = contacts.phone(phone, country) if phone else ""
    except contacts.NotAPhoneNumber as refusal:
        problems.append(str(refusal))
        phone = ""
    return Party(
        code=remark(part.external, "customer") or email.lower() or phone,
        name=remark(part.name, "name"),
        company=remark(part.company, "company"),
        email=email,
        phone=phone,
    )


def address(part: AddressPart, customer: CustomerPart, *, service: str, problems: list[str]) -> Address:
    """Where it goes. What a carrier could not deliver to is told in `problems`; a pickup needs no address.

    Raises CardNumberRefused, AddressTooLong."""
    given = tidy(
        Address(
            part.name or customer.name,
            part.company or customer.company,
            part.lines,
            part.city,
            part.region,
            part.postcode,
            part.country,
            part.phone or customer.phone,
        )
    )
    if service != PICKUP:
        problems.extend(problem.message for problem in check(given))
    return given


class CustomerRefused(Refused):
    """Something about the customer or the address is wrong; `problems` say what, in words."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems
