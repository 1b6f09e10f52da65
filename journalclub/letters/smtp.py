"""The door to smtplib: one message, one recipient, time limits, and what its errors mean."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

from journalclub.config import Settings
from journalclub.letters.texts import mail_host

PATIENCE = 20.0  # seconds for each answer of the server
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def hand_over(settings: Settings, mail: EmailMessage) -> None:
    """Give the message to the server of `smtp_url`. Raises smtplib's errors and OSError.

    Beyond this machine the connection is encrypted whenever the server can, and always when there is a password.
    """
    url = urlsplit(settings.smtp_url or "")
    server = _connect(url, mail_host(settings.public_url))
    try:
        if url.scheme == "smtp" and url.hostname not in LOOPBACK:
            server.ehlo_or_helo_if_needed()
            if server.has_extn("starttls") or url.username:
                server.starttls(context=ssl.create_default_context())
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(mail)
    finally:
        # Not `with`: its QUIT raises when the server is in a hurry, and an accepted letter would be sent again.
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
        server.close()


def is_final(error: Exception) -> bool:
    """Whether trying again is in vain: the server said so about this letter (5xx, RFC 5321, 4.2.1)."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return False  # the operator's password, not this letter
    codes = [code for code, _ in _answers(error)]
    return isinstance(error, ValueError) or (bool(codes) and all(500 <= code < 600 for code in codes))


def reason(error: Exception) -> str:
    """One line for the outbox page."""
    answers = "; ".join(f"{code} {text}" for code, text in _answers(error))
    return " ".join((answers or f"{type(error).__name__}: {error}").split())[:300]


def _connect(url: SplitResult, local_name: str) -> smtplib.SMTP:
    host = url.hostname or "localhost"
    if url.scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, url.port or 465, local_name, timeout=PATIENCE, context=context)
    return smtplib.SMTP(host, url.port or (587 if url.username else 25), local_name, timeout=PATIENCE)


def _answers(error: Exception) -> list[tuple[int, str]]:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return [(code, _text(said)) for code, said in error.recipients.values()]
    if isinstance(error, smtplib.SMTPResponseException):
        return [(error.smtp_code, _text(error.smtp_error))]
    return []


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
