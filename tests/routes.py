"""Every address of the program and the row of the matrix that guards it. An endpoint that is not here fails the build.

In a path `{d}` is a discussion, `{q}` its first question, `{cue}` an entry of its script, `{p}` a post in it by
somebody else, `{h}` one that waits for a host, `{poll}` a poll and `{asked}` a question to the author by its host,
`{r}` its further reading, `{i}` a draft of an invitation, `{a}` an article, `{f}` its free link, `{m}` a member, `{e}`
an applicant, `{s}` a series, `{n}` a nomination by somebody else and `{gone}` one that was declined, `{date}` that of
an edition, `{on}` an open date and `{made}` the date that the discussion stands for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# Who the matrix does not speak of: everybody; whoever is signed in; whoever holds the secret in the address; whoever
# shows an API token (their rights are tried in tests/web/api).
ANYONE, SIGNED_IN, BEARER, TOKEN = "anyone", "signed in", "bearer", "token"


@dataclass(frozen=True)
class Route:
    """`right` is a row of tests.permissions, ANYONE or SIGNED_IN; `state` is that of the discussion it is tried in."""

    right: str
    path: str
    method: str = "GET"
    fields: Mapping[str, str] = field(default_factory=dict)
    state: str = "live"
    public_right: str = ""  # where a public discussion has a row of its own


def post(right: str, path: str, fields: Mapping[str, str] | None = None, state: str = "live") -> Route:
    return Route(right, path, "POST", fields or {}, state)


def read(path: str, state: str = "live") -> Route:
    return Route("read and search members-only", path, state=state, public_right="read a public discussion")


POST = "post, reply, react"
READING_LIST = "export a reading list"
PUBLIC = "read a public discussion"
EDIT = "edit or cancel a discussion"
MARK = "ask the author with another's post"
SETTLE = "say what the author has answered"
RELEASE = "release a post that waits"
STEER = "slow down or lock a discussion"
OTHERS = "change another's words"
INVITE = "invite an author"
PLAN = {"title": "x", "starts": "2027-01-17T20:00", "ends": "2027-01-17T21:00", "visibility": "members"}
SERIES = {"name": "Weekly", "hashtag": "#weekly", "rule": "every Monday", "wall_time": "20:00", "time_zone": "UTC"}
INVITATION = "/discussions/{d}/invitations/{i}"

ROUTES: dict[str, Route] = {
    "static": Route(ANYONE, "/static/css/tokens.css"),
    "front.home": Route(ANYONE, "/"),
    "health.show": Route(ANYONE, "/healthz"),
    "library.index": Route(ANYONE, "/library"),
    "week.this": Route(ANYONE, "/week"),
    "week.show": Route(ANYONE, "/week/2026-01-05"),
    "articles.show": Route(ANYONE, "/articles/{a}"),
    "citing.article": Route(ANYONE, "/articles/{a}/citation.ris"),
    "citing.selection": Route(ANYONE, "/library/citations.bib?tag=spine"),
    "citing.reading_list": Route(READING_LIST, "/discussions/{d}/reading-list.ris", public_right=PUBLIC),
    "cards.show": Route(ANYONE, "/articles/cards?id=pmid:31000001"),
    "articles.add": post("add one article", "/articles", {"identifier": "PMID 31000001"}),
    "articles.look_again": post("add one article", "/articles/{a}/look-up"),
    "splitting.form": Route("split a wrong merge", "/articles/{a}/split"),
    "splitting.part": post("split a wrong merge", "/sightings/{sighting}/parting"),
    "splitting.split": post("split a wrong merge", "/articles/{a}/split"),
    "filing.form": Route("file references", "/articles/file"),
    "filing.show": post("file references", "/articles/file", {"text": "31000001"}),
    "filing.mine": Route("add one article", "/articles/filed"),
    "filing.file": post("file references", "/articles/filed", {"text": "31000001", "number": "1"}),
    "inbox.index": Route("sort what came in", "/library/inbox"),
    "inbox.set_aside": post("sort what came in", "/articles/{a}/setting-aside", {"on": "1"}),
    "free_links.add": post("say where to read for free", "/articles/{a}/free-links", {"url": "https://example.org/x"}),
    "free_links.remove": post("say where to read for free", "/free-links/{f}/removal"),
    "articles.attach": post("attach further reading", "/articles/{a}/readings", {"discussion": "{d}"}),
    "agenda.index": Route(ANYONE, "/agenda"),
    "search.suggestions": Route(ANYONE, "/search/suggestions?q=pai"),
    "search.description": Route(ANYONE, "/opensearch.xml"),
    "searches.index": Route(SIGNED_IN, "/searches"),
    "searches.save": post("save a search", "/searches", {"q": "pain"}),
    "searches.rename": post(SIGNED_IN, "/searches/{saved}", {"name": "Pain"}),
    "searches.give_address": post("save a search", "/searches/{saved}/address"),
    "searches.take_address": post(SIGNED_IN, "/searches/{saved}/address/revocation"),
    "searches.forget": post(SIGNED_IN, "/searches/{saved}/removal"),
    "searches.feed": Route(BEARER, "/feeds/x"),
    "nominations.index": Route("nominate, vote", "/series/{s}/nominations"),
    "nominations.add": post("nominate, vote", "/articles/{a}/nominations", {"series": "{s}", "reason": "It is new."}),
    "nominations.vote": post("nominate, vote", "/nominations/{n}/votes", {"on": "1"}),
    "nominations.suit": post("nominate, vote", "/series/{s}/dates"),
    "nominations.withdraw": post(OTHERS, "/nominations/{n}/withdrawal"),
    "nominations.decline": post("schedule a discussion", "/nominations/{n}/refusal", {"why": "Done in May."}),
    "nominations.choose": post("schedule a discussion", "/nominations/{n}/choice", {"place": "on:{date}"}),
    "nominations.put_back": post("schedule a discussion", "/nominations/{gone}/return"),
    "threads.say": post("talk about an article", "/articles/{a}/posts", {"text": "A point.", "client_token": "t"}),
    "search.index": Route(ANYONE, "/search?q=pain"),
    "meanings.index": Route(ANYONE, "/search/meanings?q=s"),
    "meanings.say": post("say which words mean the same", "/search/meanings", {"term": "SBRT", "ways": "SABR"}),
    "meanings.unsay": post("say which words mean the same", "/search/meanings/1/removal"),
    "calendar.club": Route(ANYONE, "/calendar.ics"),
    "calendar.series": Route(ANYONE, "/series/{s}/calendar.ics"),
    "calendar.own": Route(BEARER, "/calendar/x.ics"),
    "calendar.discussion": read("/discussions/{d}/calendar.ics"),
    "series.show": Route(ANYONE, "/series/{s}"),
    "series.new": Route("schedule a discussion", "/series/new"),
    "series.add": post("schedule a discussion", "/series/new", SERIES),
    "series.edit": Route("schedule a discussion", "/series/{s}/edit"),
    "series.change": post("schedule a discussion", "/series/{s}/edit", SERIES),
    "series.edition": Route("schedule a discussion", "/series/{s}/editions/{on}"),
    "series.move": post("schedule a discussion", "/series/{s}/editions/{on}/moving", {"to": "2029-01-14T20:00"}),
    "series.skip": post("schedule a discussion", "/series/{s}/editions/{on}/skipping"),
    "series.take_back": post(EDIT, "/series/{s}/editions/{made}/return", state="cancelled"),
    "run_sheet.show": Route(EDIT, "/discussions/{d}/run-sheet"),
    "run_sheet.assign": post(EDIT, "/discussions/{d}/run-sheet/assignments", {"choose": "{ada}"}),
    "run_sheet.mark": post(EDIT, "/discussions/{d}/run-sheet/marks", {"done": "access"}),
    "run_sheet.remind": post(EDIT, "/discussions/{d}/run-sheet/reminder"),
    "run_sheet.add_host": post(EDIT, "/discussions/{d}/hosts", {"member": "{ada}"}),
    "run_sheet.remove_host": post(EDIT, "/discussions/{d}/hosts/{ada}/removal"),
    "script.show": Route(EDIT, "/discussions/{d}/script"),
    "script.add": post(EDIT, "/discussions/{d}/script", {"minutes": "5", "text": "Welcome."}),
    "script.change": post(EDIT, "/script/{cue}/edit", {"minutes": "5", "text": "Welcome."}),
    "script.remove": post(EDIT, "/script/{cue}/removal"),
    "script.move": post(EDIT, "/script/{cue}/place", {"later": "1"}),
    "script.begin": post(EDIT, "/discussions/{d}/script/beginning"),
    "script.post": post(EDIT, "/script/{cue}/posting"),
    "script.shift": post(EDIT, "/discussions/{d}/script/shift", {"later": "1"}),
    "script.follow_clock": post(EDIT, "/discussions/{d}/script/clock"),
    "script.take_over": post(EDIT, "/discussions/{d}/script/writer"),
    "coming.answer": post(POST, "/discussions/{d}/coming", {"answer": "going"}),
    "discussions.index": Route(ANYONE, "/discussions"),
    "discussions.show": read("/discussions/{d}"),
    "catching_up.show": read("/discussions/{d}/catch-up"),
    "places.show": read("/discussions/{d}/place"),
    "places.participants": Route("be suggested people to mention", "/discussions/{d}/participants"),
    "places.mark": post(POST, "/discussions/{d}/place", {"post": "{p}"}),
    "discussions.transcript": read("/discussions/{d}/transcript"),
    "discussions.new": Route("schedule a discussion", "/discussions/new"),
    "discussions.add": post("schedule a discussion", "/discussions/new", PLAN),
    "discussions.edit": Route(EDIT, "/discussions/{d}/edit"),
    "discussions.change": post(EDIT, "/discussions/{d}/edit", PLAN),
    "discussions.change_state": post(EDIT, "/discussions/{d}/state", {"state": "closed"}),
    "discussions.ask": post(EDIT, "/questions/{q}/asking"),
    "desk.show": Route("see the desk", "/discussions/{d}/desk"),
    "steering.pace": post(STEER, "/discussions/{d}/pace", {"seconds": "30"}),
    "steering.lock": post(STEER, "/discussions/{d}/lock", {"on": "1"}),
    "pinning.pin": post(STEER, "/discussions/{d}/pin", {"post": "{p}"}),
    "steering.extend": post(STEER, "/discussions/{d}/extension"),
    "closing.show": Route(EDIT, "/discussions/{d}/closing"),
    "closing.mark": post(EDIT, "/posts/{p}/mark", {"on": "1"}),
    "closing.points": post(EDIT, "/discussions/{d}/take-home", {"point-1": "One fraction is enough."}, state="closed"),
    "closing.recap": post(EDIT, "/discussions/{d}/recap", {"recap": "We agreed."}, state="closed"),
    "reflections.show": Route(POST, "/discussions/{d}/reflection", state="closed"),
    "reflections.save": post(POST, "/discussions/{d}/reflection", {"outcome": "confirms"}, state="closed"),
    "reflections.remove": post(SIGNED_IN, "/discussions/{d}/reflection/removal", state="closed"),
    "certificates.show": Route(POST, "/discussions/{d}/certificate", state="closed"),
    "certificates.verify": Route(BEARER, "/certificates/1-2-x"),
    "discussions.publish": post(EDIT, "/discussions/{d}/publication", state="closed"),
    "exports.discussion": Route("export a members-only transcript", "/discussions/{d}/export.csv"),
    "held.mine": Route(POST, "/discussions/{d}/held"),
    "held.release": post(RELEASE, "/discussions/{d}/held/{h}/release"),
    "held.refuse": post(RELEASE, "/discussions/{d}/held/{h}/refusal", {"why": "Too exact."}),
    "held.take_back": post(OTHERS, "/discussions/{d}/held/{h}/return"),
    "posts.earlier_wordings": Route("see how another's post read before", "/posts/{p}/wordings"),
    "posts.create": post(POST, "/discussions/{d}/posts", {"text": "A point.", "client_token": "t"}),
    "posts.show": read("/posts/{p}"),
    "posts.edit": Route(OTHERS, "/posts/{p}/edit"),
    "posts.change": post(OTHERS, "/posts/{p}/edit", {"text": "Mine now."}),
    "posts.withdraw": post(OTHERS, "/posts/{p}/withdrawal"),
    "posts.react": post(POST, "/posts/{p}/reactions", {"kind": "agree"}),
    "asking_authors.mark": post(MARK, "/posts/{p}/for-author", {"on": "1"}),
    "asking_authors.settle": post(SETTLE, "/posts/{asked}/answered", {"on": "1"}),
    "polling.show": read("/posts/{poll}/poll"),
    "polling.vote": post(POST, "/posts/{poll}/votes"),
    "polling.close": post(EDIT, "/posts/{poll}/poll-closing"),
    "posts.hide": post("hide a post", "/posts/{p}/hiding"),
    "posts.restore": post("restore a hidden post", "/posts/{p}/restoration"),
    "readings.attach": post("attach further reading", "/discussions/{d}/readings", {"identifier": "{a}"}),
    "readings.detach": post(EDIT, "/readings/{r}/removal"),
    "invitations.index": Route("revoke an invitation", "/discussions/{d}/invitations"),
    "invitations.new": post(INVITE, "/discussions/{d}/invitations/new", {"name": "L. Chen", "email": "l@example.org"}),
    "invitations.edit": Route(INVITE, INVITATION + "/edit"),
    "invitations.save": post(INVITE, INVITATION + "/edit", {"name": "L. Chen"}),
    "invitations.preview": Route(INVITE, INVITATION + "/preview"),
    "invitations.send": post(INVITE, INVITATION + "/sending"),
    "invitations.remind": post(INVITE, INVITATION + "/reminder"),
    "invitations.revoke": post("revoke an invitation", INVITATION + "/revocation"),
    "invitations.show": Route(BEARER, "/invitations/x"),
    "invitations.accept": post(BEARER, "/invitations/x/acceptance"),
    "invitations.decline": post(BEARER, "/invitations/x/refusal"),
    "members.show": Route(SIGNED_IN, "/members/{ada}"),  # who sees whom: tests/web/test_members.py
    "members.set_roles": post("give or take a role", "/members/{ben}/roles", {"roles": "member"}),
    "members.suspend": post("suspend a member", "/members/{ben}/suspension", {"why": "Advice on a case."}),
    "members.restore": post("suspend a member", "/members/{sam}/return"),
    "moderation.index": Route("read the audit log", "/moderation"),
    "moderation.people": Route("look members up", "/moderation/members?q=ben"),
    "moderation.verify": post("verify a member", "/moderation/members/{eve}/verification", {"roles": "member"}),
    "moderation.refuse": post("verify a member", "/moderation/members/{eve}/refusal"),
    "admin.index": Route("see the machine room", "/admin"),
    "admin.sources": Route("see the machine room", "/admin/sources"),
    "admin.pull": post("run a pull", "/admin/sources/pull"),
    "admin.outbox": Route("see the machine room", "/admin/outbox"),
    "admin.retry": post("see the machine room", "/admin/outbox/{letter}/retry"),
    "settings.index": Route(SIGNED_IN, "/settings"),
    "settings.save": post(SIGNED_IN, "/settings", {"name": "Somebody"}),
    "letters.choose": post(SIGNED_IN, "/settings/letters", {"letters": "recaps"}),
    "letters.show": Route(BEARER, "/letters/x"),
    "letters.stop": post(BEARER, "/letters/x"),
    "settings.end_session": post(SIGNED_IN, "/settings/sessions/{session}/end"),
    "settings.leave_everywhere": post(SIGNED_IN, "/settings/sessions/end"),
    "settings.new_calendar": post(SIGNED_IN, "/settings/calendar"),
    "settings.revoke_calendar": post(SIGNED_IN, "/settings/calendar/revocation"),
    "settings.new_token": post("have an API token", "/settings/tokens", {"name": "Mine"}),
    "settings.revoke_token": post(SIGNED_IN, "/settings/tokens/{token}/revocation"),
    "signin.form": Route(ANYONE, "/signin"),
    "signin.send": post(ANYONE, "/signin/link", {"email": "nobody@example.org"}),
    "signin.use": Route(ANYONE, "/signin/x"),
    "signin.enter": post(BEARER, "/signin/x"),
    "signin.leave": post(ANYONE, "/signout"),
    "signup.form": Route(ANYONE, "/signup"),
    "signup.send": post(ANYONE, "/signup", {}),
    "setup.wizard": Route(BEARER, "/setup/x"),
    "setup.found": post(BEARER, "/setup/x"),
    "api.openapi_document": Route(ANYONE, "/api/v1/openapi.json"),
    "api.search": Route(TOKEN, "/api/v1/search?q=pain"),
    "api.articles": Route(TOKEN, "/api/v1/articles"),
    "api.discussions": Route(TOKEN, "/api/v1/discussions"),
    "api.discussion": Route(TOKEN, "/api/v1/discussions/{d}"),
    "api.discussion_posts": Route(TOKEN, "/api/v1/discussions/{d}/posts"),
    "api.add_post": post(TOKEN, "/api/v1/discussions/{d}/posts"),
    "api.poll": Route(TOKEN, "/api/v1/posts/{poll}/poll"),
    "api.vote": post(TOKEN, "/api/v1/posts/{poll}/votes"),
    "api.react": post(TOKEN, "/api/v1/posts/{p}/reactions"),
}
