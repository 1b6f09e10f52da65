"""NLM's three letters for a language (ISO 639-2/B), as browsers know it (BCP 47)."""

_BROWSERS = {
    "ara": "ar", "bul": "bg", "cat": "ca", "chi": "zh", "cze": "cs", "dan": "da", "dut": "nl", "eng": "en", "est": "et",
    "fin": "fi", "fre": "fr", "ger": "de", "gre": "el", "heb": "he", "hrv": "hr", "hun": "hu", "ice": "is", "ind": "id",
    "ita": "it", "jpn": "ja", "kor": "ko", "lav": "lv", "lit": "lt", "nor": "no", "per": "fa", "pol": "pl", "por": "pt",
    "rum": "ro", "rus": "ru", "slo": "sk", "slv": "sl", "spa": "es", "srp": "sr", "swe": "sv", "tha": "th", "tur": "tr",
    "ukr": "uk", "vie": "vi",
}  # fmt: skip


def browsers(code: str) -> str:
    """`zh` for `chi`; what is not known stays as it is, and is valid there too."""
    return _BROWSERS.get(code.lower(), code.lower())
