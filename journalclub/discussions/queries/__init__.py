"""Reads of discussions, a noun a file; callers say `queries.listed(…)` and need not know which."""

from journalclub.discussions.queries.attendance import Coming, coming, planning_to_come
from journalclub.discussions.queries.catching_up import CaughtUp, catch_up
from journalclub.discussions.queries.conversations import around, conversation, posts_since, reactions_of, transcript
from journalclub.discussions.queries.dates import EDITIONS, Edition, all_series, edition_on, editions
from journalclub.discussions.queries.held import HeldView, held_by, held_for, held_in
from journalclub.discussions.queries.lists import Listed, listed, of_article
from journalclub.discussions.queries.parts import Person, people, persons
from journalclub.discussions.queries.running import marks, possible_hosts, was_welcomed
from journalclub.discussions.queries.single import (
    DiscussionView,
    QuestionView,
    post_counts,
    question_texts,
    reading_list,
    short,
    whole,
)
from journalclub.discussions.queries.threads import Talk, TalkedAbout, talk_of, talked_about, threads_of

__all__ = [
    "EDITIONS",
    "CaughtUp",
    "Coming",
    "DiscussionView",
    "Edition",
    "HeldView",
    "Listed",
    "Person",
    "QuestionView",
    "Talk",
    "TalkedAbout",
    "all_series",
    "around",
    "catch_up",
    "coming",
    "conversation",
    "edition_on",
    "editions",
    "held_by",
    "held_for",
    "held_in",
    "listed",
    "marks",
    "of_article",
    "people",
    "persons",
    "planning_to_come",
    "possible_hosts",
    "post_counts",
    "posts_since",
    "question_texts",
    "reactions_of",
    "reading_list",
    "short",
    "talk_of",
    "talked_about",
    "threads_of",
    "transcript",
    "was_welcomed",
    "whole",
]
