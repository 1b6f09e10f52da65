"""A transcript to read: Markdown, or one HTML page that needs nothing else."""

from __future__ import annotations

from markupsafe import Markup, escape

from journalclub.archive.transcript import Transcript, poll, quotation, reactions, stub, writer
from journalclub.discussions.posts import PostView
from journalclub.kit.markdown import escape_markdown as md
from journalclub.kit.markdown import safe_markdown
from journalclub.literature.citation import vancouver
from journalclub.literature.views import ArticleView

OPEN_AT_THE_END = "Questions to the author, open at the end"
ALARMS = {"retracted": "RETRACTED", "concern": "EXPRESSION OF CONCERN", "corrected": "CORRECTED"}
PAGE = Markup("""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>body{{font:1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}}
.by{{font-weight:600}}.at{{color:#555;font-size:.875rem}}.post{{margin:1rem 0;white-space:pre-line}}</style></head>
<body>
<h1>{title}</h1>
<p>{hour} · {people}<br><a href="{url}">{url}</a></p>
{body}
</body></html>
""")
POST = Markup(
    '<div class="post" id="post-{id}"><span class="by">{by}</span> <time class="at" datetime="{iso}">{at}</time>{to}\n'
    "{quoted}{text}{poll}{reactions}</div>"
)


def as_markdown(made: Transcript) -> str:
    row = made.view.row
    lines = [f"# {md(row.title)}", "", f"{made.hour()} · {md(_people(made))}  ", made.url, ""]
    if made.articles:
        lines += ["## Articles", "", *(f"- {md(_cite(article))}" for article in made.articles), ""]
    if made.points:
        lines += ["## To take home", "", *(f"{n}. {md(one.text)}" for n, one in enumerate(made.points, 1)), ""]
    if made.recap:
        lines += ["## Recap", "", made.recap, ""]
    names = {post.id: post.member.name for post in made.posts}
    for question, posts in made.sections():
        if question is not None:
            lines += [f"## T{question.number}. {md(question.text)}", ""]
        for post in posts:
            to = f", to {md(names[post.reply_to])}" if post.reply_to in names else ""
            lines += [f"**{md(writer(post))}**, {made.local(post.at)}{to}", ""]
            lines += [f"> {md(quoted)}", ""] if (quoted := quotation(post)) else []
            lines += [stub(post) or md(post.text)]
            lines += ["", *(f"- {md(line)}" for line in poll(post))] if post.poll else []
            lines += ["", f"({reactions(post)})", ""] if post.reactions else [""]
    if asked := made.open_questions():
        lines += [f"## {OPEN_AT_THE_END}", "", *(f"- {md(post.member.name)}: {md(post.words)}" for post in asked)]
    return "\n".join(lines).rstrip() + "\n"


def as_html(made: Transcript) -> str:
    body = Markup("")
    if made.articles:
        items = Markup("").join(Markup("<li>{}</li>").format(_cite(article)) for article in made.articles)
        body += Markup("<h2>Articles</h2>\n<ul>{}</ul>\n").format(items)
    if made.points:
        items = Markup("").join(Markup("<li>{}</li>").format(one.text) for one in made.points)
        body += Markup("<h2>To take home</h2>\n<ol>{}</ol>\n").format(items)
    if made.recap:
        body += Markup("<h2>Recap</h2>\n{}").format(Markup(safe_markdown(made.recap)))  # noqa: S704 - sanitised
    names = {post.id: post.member.name for post in made.posts}
    for question, posts in made.sections():
        if question is not None:
            body += Markup("<h2>T{}. {}</h2>\n").format(question.number, question.text)
        body += Markup("\n").join(_post(made, post, names) for post in posts) + "\n"
    if asked := made.open_questions():
        link = Markup('<li><a href="#post-{}">{}</a>: {}</li>')
        items = Markup("").join(link.format(post.id, post.member.name, post.words) for post in asked)
        body += Markup("<h2>{}</h2>\n<ul>{}</ul>\n").format(OPEN_AT_THE_END, items)
    row = made.view.row
    return str(PAGE.format(title=row.title, hour=made.hour(), people=_people(made), url=made.url, body=body))


def _post(made: Transcript, post: PostView, names: dict[int, str]) -> Markup:
    to = (
        Markup(' to <a href="#post-{}">{}</a>').format(post.reply_to, names[post.reply_to])
        if post.reply_to in names
        else ""
    )
    return POST.format(
        id=post.id,
        by=writer(post),
        iso=post.at.isoformat(),
        at=made.local(post.at),
        to=to,
        quoted=Markup("<blockquote>{}</blockquote>\n").format(quoted) if (quoted := quotation(post)) else "",
        text=stub(post) or escape(post.text),
        poll=Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(line) for line in poll(post)))
        if post.poll
        else "",
        reactions=f"\n({reactions(post)})" if post.reactions else "",
    )


def _people(made: Transcript) -> str:
    """The series, who led it, who wrote it, how much was said. Figures that mean something, never impressions."""
    hosts = ", ".join(person.name for person in made.view.hosts)
    guests = ", ".join(person.name for person in made.view.guests)
    said = [post for post in made.posts if stub(post) is None]
    series = made.view.row.series
    parts = [series.hashtag] if series else []
    parts += [f"hosted by {hosts}"] if hosts else []
    parts += (
        [f"with the author {guests}" if len(made.view.guests) == 1 else f"with the authors {guests}"] if guests else []
    )
    people = len({post.member.id for post in said})
    return ", ".join([*parts, f"{len(said)} posts by {people} people"])


def _cite(article: ArticleView) -> str:
    return vancouver(article.cited) + (f" {ALARMS[article.alarm]}" if article.alarm else "")
