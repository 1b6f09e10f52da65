"""Authors' e-mail addresses: found in what a source sends, and kept out of every text that is stored."""

import re

WITHHELD = "[address withheld]"

_LOCAL = r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}"
_AT = r"(?:\s?[@＠]\s?|\s?[\[({]\s?(?:at|AT|@)\s?[\])}]\s?)"
_ADDRESS = re.compile(rf"(?:mailto:)?({_LOCAL}){_AT}((?:[\w-]{{1,63}}[.．])+[\w-]{{2,24}}(?![\w-]))", re.UNICODE)
_CUE = r"(?:electronic\s+address(?:es)?|e-?mail(?:\s+address(?:es)?)?|correspondence(?:\s+to)?|contact)"
_SEVERAL = r"\x00(?:[\s;,]*(?:and|or)?[\s;,]*\x00)*"
_CUED = re.compile(
    rf"[\s;,]*[(\[]\s*(?:{_CUE}\s*[:=]?\s*)?{_SEVERAL}\s*[)\]]|[\s;,.]*{_CUE}\s*[:=]?\s*{_SEVERAL}|[\s;,]*{_SEVERAL}",
    re.IGNORECASE,
)
_LEFT_OVER = re.compile(r"[^\s;,()]*[@＠][^\s;,()]*\.[^\s;,()]*")


def cut(text: str) -> tuple[str, tuple[str, ...]]:
    """An affiliation without its addresses and the words that introduce them, and the addresses."""
    if not _may_hold_one(text):
        return text, ()
    addresses: list[str] = []

    def take(match: re.Match[str]) -> str:
        addresses.append(_joined(match))
        return "\x00"

    rest = _ADDRESS.sub(take, text.replace("\x00", ""))
    rest = _CUED.sub("", rest).replace("\x00", "")
    rest = _LEFT_OVER.sub("", rest)
    rest = re.sub(r"\(\s*\)|\[\s*\]", "", rest)
    rest = re.sub(rf"[\s;,.]*\b{_CUE}\s*[:=]?\s*[.;,]*\s*$", "", rest, flags=re.IGNORECASE)
    rest = re.sub(r"\s+([;,.)\]])", r"\1", re.sub(r"\s{2,}", " ", rest))
    rest = re.sub(r"[;,.]*\.(?:[;,.\s]*)$", ".", rest).strip(" ;,")
    return ("" if rest in {".", "-"} else rest), tuple(dict.fromkeys(addresses))


def withhold(text: str) -> str:
    """Any other text, with the addresses in it replaced by a remark."""
    return _ADDRESS.sub(WITHHELD, text) if _may_hold_one(text) else text


def _may_hold_one(text: str) -> bool:
    return "@" in text or "＠" in text or "at]" in text.lower() or "at)" in text.lower() or "at}" in text.lower()


def _joined(match: re.Match[str]) -> str:
    domain = match[2].replace("．", ".").lower()
    return f"{match[1].strip('.')}@{domain}"
