"""`member` and `token`: who may come in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import click

from journalclub.cli.failing import Failed
from journalclub.cli.opening import Club, opened
from journalclub.cli.output import say
from journalclub.kit import clock
from journalclub.members import queries
from journalclub.members.actions import joining, roles, signing_in, tokens
from journalclub.members.models import Member
from journalclub.members.viewer import OPERATOR, Role
from journalclub.moderation import actions as moderation

PRINTED_LINK_LASTS = timedelta(days=1)
role_option: Callable[..., Any] = click.option(
    "--role",
    "names",
    multiple=True,
    type=click.Choice([role.value for role in Role]),
    help="May be given several times.",
)


@click.group()
def member() -> None:
    """Add members, change their roles, suspend them, print sign-in links."""


@member.command()
@click.argument("email")
@click.option("--name", required=True, help="As colleagues know them.")
@role_option
def add(email: str, name: str, names: tuple[str, ...]) -> None:
    """Add a member whom you know, and print a one-time sign-in link."""
    with opened() as club, club.database.transaction() as session:
        row = joining.add_member(session, email=email, name=name, roles=names or (Role.MEMBER,), now=clock.now())
        link = _link(club, row)
    say(link)


@member.command()
@click.argument("email")
@role_option
def role(email: str, names: tuple[str, ...]) -> None:
    """Give a member exactly these roles; without any, show them."""
    with opened() as club, club.database.transaction() as session:
        row = _found(club, email)
        if names:
            roles.set_roles(session, by=OPERATOR, member_id=row.id, roles=names, now=clock.now())
        held = ", ".join(sorted(row.role_names)) or "no role"
    say(f"{row.name}: {held}")


@member.command()
@click.argument("email")
@click.option("--why", default="suspended at the command line", help="Kept in the audit record.")
@click.option("--undo", is_flag=True, help="Let them in again.")
def suspend(email: str, why: str, undo: bool) -> None:
    """End a member's access at once, everywhere."""
    with opened() as club, club.database.transaction() as session:
        row = _found(club, email)
        if undo:
            roles.restore(session, by=OPERATOR, member_id=row.id, now=clock.now())
        else:
            moderation.suspend(session, by=OPERATOR, member_id=row.id, why=why, now=clock.now())
    say(f"{row.name} " + ("may come in again." if undo else "is suspended."))


@member.command()
@click.argument("email")
def link(email: str) -> None:
    """Print a one-time sign-in link."""
    with opened() as club, club.database.transaction():
        printed = _link(club, _found(club, email))
    say(printed)


@click.group()
def token() -> None:
    """API tokens: a program acts for a member."""


@token.command()
@click.argument("emails", nargs=-1, required=True, metavar="EMAIL…")
def create(emails: tuple[str, ...]) -> None:
    """Print one API token a line, in the order of the addresses. All or none are made."""
    with opened() as club, club.database.transaction() as session:
        made = [
            tokens.create(session, by=OPERATOR, member_id=_found(club, email).id, name="command line", now=clock.now())
            for email in emails
        ]
    for one in made:
        click.echo(one)


@token.command()
@click.argument("email")
def revoke(email: str) -> None:
    """End every API token of a member."""
    with opened() as club, club.database.transaction() as session:
        row = _found(club, email)
        tokens.revoke_all(session, by=OPERATOR, member_id=row.id, now=clock.now())
    say(f"{row.name} has no API token any more.")


def _found(club: Club, email: str) -> Member:
    with club.database.transaction() as session:
        row = queries.member_by_email(session, email)
    if row is None:
        raise Failed(f"There is no member with the address {email}.")
    return row


def _link(club: Club, row: Member) -> str:
    with club.database.transaction() as session:
        secret = signing_in.mint_link(session, row.id, clock.now(), PRINTED_LINK_LASTS)
    return f"{club.settings.public_url}/signin/{secret}"
