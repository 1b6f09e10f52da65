"""Check digits: what tells a person's number from any other row of digits."""

import re


def nhs(digits: str) -> bool:
    """England, Wales, Isle of Man: modulus 11. https://www.datadictionary.nhs.uk/attributes/nhs_number.html"""
    if len(set(digits)) == 1:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits[:9], strict=True))
    return (11 - total % 11) % 11 == int(digits[9])


def belgian(written: str) -> bool:
    """National register number: 97 minus the first nine digits modulo 97, with a 2 in front for births from 2000."""
    digits = re.sub(r"\D", "", written)
    return int(digits[9:]) in {97 - int(prefix + digits[:9]) % 97 for prefix in ("", "2")}


def french(written: str) -> bool:
    """NIR: 97 minus the first thirteen digits modulo 97."""
    digits = re.sub(r"\D", "", written)
    return int(digits[13:]) == 97 - int(digits[:13]) % 97


def nordic(written: str) -> bool:
    """Sweden, Denmark, Finland: a day of birth in front, in either order. (Denmark gave up its check digit in 2007.)"""
    first = re.split(r"[-+A]", written, maxsplit=1)[0][-6:]
    a, month, b = int(first[:2]), int(first[2:4]), int(first[4:])
    return 1 <= month <= 12 and (1 <= a <= 31 or 1 <= b <= 31)


def german(written: str) -> bool:
    """KVNR: the letter as two digits, weights 1 and 2 in turn, digit sums modulo 10."""
    digits = f"{ord(written[0]) - 64:02d}{written[1:9]}"
    total = sum(sum(divmod(int(digit) * (1 + place % 2), 10)) for place, digit in enumerate(digits))
    return total % 10 == int(written[9])


def spanish(written: str) -> bool:
    """DNI and NIE: the letter is the number modulo 23."""
    digits = written.replace("-", "")[:-1].translate(str.maketrans("XYZ", "012"))
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(digits) % 23] == written[-1]
