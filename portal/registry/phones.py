"""Phone numbers as stored, as shown and as dialled. The only module that knows phonenumbers."""

from __future__ import annotations

import re

import phonenumbers

from .model import Phone

# Three digits that are dialled as they are, everywhere in Canada where they work at all.
SHORT = frozenset({"911", "988", "211", "811", "511", "311"})
EXTENSION = re.compile(r"\s*(?:ext\.?|extension|poste|p\.|x|#)\s*(\d{1,7})\s*$", re.IGNORECASE)


def parsed(text: str, kind: str = "voice") -> Phone | None:
    """A typed number as digits and extension; None when it is not a number in use in North America.

    `kind` "text" also takes the five or six digits that a text message can be sent to.
    """
    if kind == "text" and re.fullmatch(r"\d{5,6}", text.strip(), re.ASCII):
        return Phone(text.strip(), kind=kind)
    match = EXTENSION.search(text)
    main = text[: match.start()] if match else text
    if main.strip() in SHORT:
        return Phone(main.strip(), kind=kind, extension=match[1] if match else "")
    if re.search(r"[^\d\s().+\-–—/]", main):
        return None
    try:
        number = phonenumbers.parse(main, "CA")
    except phonenumbers.NumberParseException:
        return None
    digits = str(number.national_number)
    if number.country_code != 1 or number.italian_leading_zero or not is_valid(digits):
        return None
    return Phone(digits, kind=kind, extension=match[1] if match else "")


def is_valid(digits: str, kind: str = "voice") -> bool:
    """Whether stored digits are a number: a short code, or ten digits of the North American plan."""
    if digits in SHORT or (kind == "text" and re.fullmatch(r"\d{5,6}", digits, re.ASCII)):
        return True
    return bool(re.fullmatch(r"[2-9](?!11)\d{2}[2-9]\d{6}", digits))


def shown(phone: Phone, language: str) -> str:
    """The number as it is written in Canada, real hyphens, `ext.` or `poste` before an extension."""
    text = hyphened(phone.number) if len(phone.number) == 10 else phone.number
    if not phone.extension:
        return text
    return f"{text} poste {phone.extension}" if language == "fr" else f"{text} ext. {phone.extension}"


def hyphened(digits: str) -> str:
    """Ten digits in groups, with the leading 1 where the number is toll-free."""
    grouped = f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    return f"1-{grouped}" if is_toll_free(digits) else grouped


def is_toll_free(digits: str) -> bool:
    """Whether a number costs the caller nothing anywhere in Canada."""
    return digits[:3] in {"800", "822", "833", "844", "855", "866", "877", "888"}


def dialled(phone: Phone) -> str:
    """The address of a tap-to-call link, always made from the stored digits and nothing else."""
    scheme = "sms" if phone.kind == "text" else "tel"
    if len(phone.number) < 10:
        return f"{scheme}:{phone.number}"
    extension = f";ext={phone.extension}" if phone.extension else ""
    return f"{scheme}:+1{phone.number}{extension}"
