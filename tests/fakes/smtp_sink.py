"""An SMTP server that keeps what it is given and delivers nothing.

with SmtpSink() as sink: settings.smtp_url = sink.url; …; sink.letters
python -m tests.fakes.smtp_sink --port 2525
"""

import argparse
import email
import email.policy
import json
import threading
import time
from dataclasses import dataclass
from email.message import EmailMessage
from types import TracebackType
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session


@dataclass(frozen=True)
class Letter:
    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage

    @property
    def text(self) -> str:
        body = self.message.get_body(("plain",))
        return body.get_content() if body else ""


class SmtpSink:
    """`refusals` are replies such as "550 no such user", given in turn before letters are taken again."""

    def __init__(self, port: int = 0, user: str = "", password: str = "", *, loud: bool = False) -> None:
        self.letters: list[Letter] = []
        self.refusals: list[str] = []
        self._user, self._password, self._loud = user, password, loud
        self._arrived = threading.Condition()
        options: dict[str, Any] = {"decode_data": False}
        if user:
            options |= {"authenticator": self._authenticate, "auth_required": True, "auth_require_tls": False}
        self._controller = _Controller(self, hostname="127.0.0.1", port=port, **options)
        self._controller.start()
        self.port: int = self._controller.server.sockets[0].getsockname()[1]
        self.url = f"smtp://{f'{user}:{password}@' if user else ''}127.0.0.1:{self.port}"

    def __enter__(self) -> "SmtpSink":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._controller.stop()

    def wait_for(self, number: int, seconds: float = 10) -> list[Letter]:
        """Returns when so many letters have come; fails when they do not."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.letters) >= number, seconds), (
                f"{len(self.letters)} letters came, {number} were expected"
            )
            return list(self.letters)

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        if self.refusals:
            return self.refusals.pop(0)
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        message = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        with self._arrived:
            self.letters.append(Letter(envelope.mail_from or "", tuple(envelope.rcpt_tos), message))
            self._arrived.notify_all()
        if self._loud:
            print(json.dumps({"to": envelope.rcpt_tos, "subject": message["Subject"]}), flush=True)
        return "250 kept"

    def _authenticate(self, server: Any, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        given = data if isinstance(data, LoginPassword) else None
        right = given is not None and (given.login, given.password) == (self._user.encode(), self._password.encode())
        return AuthResult(success=right)


class _Controller(Controller):
    """aiosmtpd's own start probe connects to the configured port; with port 0 only the socket knows the real one."""

    def _trigger_server(self) -> None:
        if self.port == 0 and self.server is not None:
            self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def main() -> None:
    parser = argparse.ArgumentParser(description="Take letters and deliver none.")
    parser.add_argument("--port", type=int, default=2525)
    with SmtpSink(parser.parse_args().port, loud=True) as sink:
        print(json.dumps({"JC_SMTP_URL": sink.url}), flush=True)
        while True:
            time.sleep(3600)


if __name__ == "__main__":
    main()
