"""E-mail addresses and telephone numbers, as typed and as they are kept.

Both are only read here, nothing is asked of the network: a shop that is offline takes orders too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storeops.rules.card_numbers import refuse_card_number
from storeops.rules.errors import Refused
from storeops.rules.text import clean
from storeops.rules.wording import quote

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

LONGEST_EMAIL = 254
"""RFC 5321 section 4.5.3.1.3 with erratum 1690: a path of 256 octets, less its angle brackets."""

_LONGEST_PHONE = 40


class NotAnEmail(Refused):
    """The text is no e-mail address. `text` as given, `reason` in words."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(
            f"{quote(text)} is not an e-mail address: {reason}. Ask for it again; it looks like ann@example.org."
        )
        self.text = text
        self.reason = reason


class NotAPhoneNumber(Refused):
    """The text is no telephone number. `text` as given, `country` by whose plan it was read, `reason` in words."""

    def __init__(self, text: str, country: str, reason: str) -> None:
        super().__init__(
            f"{quote(text)} is not a telephone number of {country or 'any country'}: {reason}. "
            "Ask for it again, or type it with + and the country's code, for example +44 20 7946 0018."
        )
        self.text = text
        self.country = country
        self.reason = reason


def email(text: str) -> str:
    """The e-mail address in normal form: the domain in small letters and Unicode, the rest NFC (RFC 5321, 6531).

    The part before the @ keeps its case: only its own server may say what it means (RFC 5321, section 2.4). Whether
    somebody reads it is not known: no DNS is asked. Raises NotAnEmail."""
    from email_validator import EmailNotValidError, validate_email

    typed = clean(text, limit=LONGEST_EMAIL + 1).removeprefix("mailto:")
    if not typed:
        raise NotAnEmail(text, "nothing was entered")
    if len(typed) > LONGEST_EMAIL:
        raise NotAnEmail(text, f"it is longer than {LONGEST_EMAIL} characters")
    refuse_card_number(typed, "e-mail")
    try:
        read = validate_email(typed, check_deliverability=False, strict=True)
    except EmailNotValidError as refused:
        raise NotAnEmail(text, _reason(str(refused))) from refused
    return read.normalized


def phone(text: str, country: str) -> str:
    """The telephone number in E.164 (ITU-T E.164, 2010): '+442079460018' for '020 7946 0018' in GB.

    `country` (ISO 3166-1 alpha-2) is whose plan a number without + follows; '' takes only numbers with +. A number
    typed with + passes when its length is right, even in a range so new that the plan shipped here lacks it. Raises
    NotAPhoneNumber and CardNumberRefused."""
    import phonenumbers

    typed = clean(text, limit=_LONGEST_PHONE + 1)
    if not typed:
        raise NotAPhoneNumber(text, country, "nothing was entered")
    if len(typed) > _LONGEST_PHONE:
        raise NotAPhoneNumber(text, country, f"it is longer than {_LONGEST_PHONE} characters")
    refuse_card_number(typed, "phone")
    try:
        number = phonenumbers.parse(typed, country.upper() or None, keep_raw_input=True)
    except phonenumbers.NumberParseException as refused:
        raise NotAPhoneNumber(text, country, _UNREADABLE[refused.error_type]) from refused
    if number.extension:
        raise NotAPhoneNumber(text, country, "it has an extension, which belongs in the note to the driver")
    _expect_possible(number, text, country)
    _expect_planned(number, text, country)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


_INVENTED = ((44, "7700900"),)
"""Ranges no customer has, which sample orders and training use: Ofcom, Telephone numbers for use in drama."""

_UNREADABLE = {
    0: "its country is not known",
    1: "it has too few digits",
    2: "after the international prefix too few digits follow",
    3: "it has too few digits",
    4: "it has too many digits",
}
"""By the library's NumberParseException."""


def _expect_possible(number: PhoneNumber, text: str, country: str) -> None:
    import phonenumbers

    found = phonenumbers.is_possible_number_with_reason(number)
    if found == phonenumbers.ValidationResult.IS_POSSIBLE:
        return
    if found == phonenumbers.ValidationResult.TOO_SHORT:
        raise NotAPhoneNumber(text, country, "it has too few digits")
    if found == phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
        raise NotAPhoneNumber(text, country, "the area's code is missing")
    if found == phonenumbers.ValidationResult.TOO_LONG:
        raise NotAPhoneNumber(text, country, "it has too many digits")
    raise NotAPhoneNumber(text, country, "the number of digits is wrong")


def _expect_planned(number: PhoneNumber, text: str, country: str) -> None:
    import phonenumbers

    source, whole = phonenumbers.CountryCodeSource, (number.country_code, str(number.national_number))
    international = (source.FROM_NUMBER_WITH_PLUS_SIGN, source.FROM_NUMBER_WITH_IDD)
    invented = any(whole[0] == code and whole[1].startswith(start) for code, start in _INVENTED)
    if not (phonenumbers.is_valid_number(number) or invented or number.country_code_source in international):
        raise NotAPhoneNumber(text, country, "no number begins like this")


def _reason(told: str) -> str:
    """The library's sentence, as a part of ours."""
    words = told.strip().rstrip(".")
    return words[:1].lower() + words[1:]
