"""TRUST's matrix as data: who may do what. Policies, pages and the API are all checked against this one table.

A cell is a word: yes, no, own (of what is theirs), chat (discussions they were invited to), pw (discussions that
welcome patients).
"""

from __future__ import annotations

ROLES = ("visitor", "pending", "member", "patient_advocate", "author_guest", "host", "moderator", "administrator")

#                                  visitor   pending   member  patient   guest   host   moderator  administrator
MATRIX: dict[str, tuple[str, ...]] = {
    "read a public discussion": ("yes", "yes", "yes", "yes", "yes", "yes", "yes", "yes"),
    "read and search members-only": ("no", "no", "yes", "pw", "chat", "yes", "yes", "no"),
    "post, reply, react": ("no", "no", "yes", "pw", "chat", "yes", "yes", "no"),
    "be suggested people to mention": ("no", "no", "yes", "pw", "no", "yes", "yes", "no"),
    "attach further reading": ("no", "no", "yes", "pw", "chat", "yes", "yes", "no"),
    "talk about an article": ("no", "no", "yes", "no", "no", "yes", "yes", "no"),
    "nominate, vote": ("no", "no", "yes", "yes", "no", "yes", "yes", "no"),
    "edit or withdraw own post": ("no", "no", "own", "own", "own", "own", "own", "own"),
    "schedule a discussion": ("no", "no", "no", "no", "no", "yes", "yes", "no"),
    "edit or cancel a discussion": ("no", "no", "no", "no", "no", "own", "yes", "no"),
    "slow down or lock a discussion": ("no", "no", "no", "no", "no", "own", "yes", "no"),
    "release a post that waits": ("no", "no", "no", "no", "no", "own", "yes", "no"),
    "see how another's post read before": ("no", "no", "no", "no", "no", "own", "yes", "no"),
    "see the desk": ("no", "no", "no", "no", "chat", "own", "yes", "no"),
    "ask the author with another's post": ("no", "no", "no", "no", "no", "own", "yes", "no"),
    "say what the author has answered": ("no", "no", "no", "no", "chat", "own", "yes", "no"),
    "invite an author": ("no", "no", "no", "no", "no", "own", "no", "no"),
    "revoke an invitation": ("no", "no", "no", "no", "no", "own", "yes", "yes"),
    "hide a post": ("no", "no", "no", "no", "no", "own", "yes", "yes"),
    "restore a hidden post": ("no", "no", "no", "no", "no", "own", "yes", "no"),
    "verify a member": ("no", "no", "no", "no", "no", "no", "yes", "no"),
    "suspend a member": ("no", "no", "no", "no", "no", "no", "yes", "yes"),
    "add one article": ("no", "no", "yes", "no", "no", "yes", "yes", "yes"),
    "split a wrong merge": ("no", "no", "no", "no", "no", "yes", "yes", "no"),
    "file references": ("no", "no", "no", "no", "no", "yes", "yes", "yes"),
    "say where to read for free": ("no", "no", "no", "no", "no", "yes", "yes", "no"),
    "sort what came in": ("no", "no", "no", "no", "no", "yes", "yes", "no"),
    "run a pull": ("no", "no", "no", "no", "no", "no", "no", "yes"),
    "export a reading list": ("no", "no", "yes", "pw", "chat", "yes", "yes", "no"),
    "export a members-only transcript": ("no", "no", "no", "no", "no", "own", "yes", "no"),
    "export a published transcript": ("yes", "yes", "yes", "yes", "yes", "yes", "yes", "yes"),
    "read the audit log": ("no", "no", "no", "no", "no", "own", "yes", "yes"),
    "see the machine room": ("no", "no", "no", "no", "no", "no", "no", "yes"),
    "change another's words": ("no", "no", "no", "no", "no", "no", "no", "no"),
    "give or take a role": ("no", "no", "no", "no", "no", "no", "yes", "yes"),
    "look members up": ("no", "no", "no", "no", "no", "no", "yes", "yes"),
    "say which words mean the same": ("no", "no", "no", "no", "no", "yes", "yes", "no"),
    "have an API token": ("no", "no", "yes", "yes", "no", "yes", "yes", "yes"),
    "save a search": ("no", "no", "yes", "yes", "no", "yes", "yes", "yes"),
    "change own profile": ("no", "yes", "yes", "yes", "yes", "yes", "yes", "yes"),
    "sign in or apply": ("yes", "yes", "yes", "yes", "yes", "yes", "yes", "yes"),
}


def cell(action: str, role: str) -> str:
    return MATRIX[action][ROLES.index(role)]
