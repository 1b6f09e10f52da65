"""Reads of discussions, a noun a file; callers say `queries.listed(…)` and need not know which."""

from journalclub.discussions.queries.attendance import Coming, coming, planning_to_come
from journalclub.discussions.queries.catching_up import CaughtUp, catch_up
from journalclub.discussions.queries.conversations import around, conversation, posts_since, reactions_of, transcript
from journalclub.discussions.queries.dates import EDITIONS, Edition, all_series, edition_on, editions
from journalclub.discussions.queries.held import HeldView, held_by, held_for, held_in
from journalclub.discussions.queries.lanes import LANES, lane
from journalclub.discussions.queries.lists import Listed, listed, of_article
from journalclub.discussions.queries.parts import Person, participants, people, persons
from journalclub.discussions.queries.running import marks, possible_hosts, was_welcomed
from journalclub.discussions.queries.scripts import Script, is_scripted, last_scripted, script
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
from journalclub.discussions.queries.unread import Place, Spoken, place_of, spoken_to, unread_by_question, unread_in

__all__ = [
    "EDITIONS",
    "LANES",
    "CaughtUp",
    "Coming",
    "DiscussionView",
    "Edition",
    "HeldView",
    "Listed",
    "Person",
    "Place",
    "QuestionView",
    "Script",
    "Spoken",
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
    "is_scripted",
    "lane",
    "last_scripted",
    "listed",
    "marks",
    "of_article",
    "participants",
    "people",
    "persons",
    "place_of",
    "planning_to_come",
    "possible_hosts",
    "post_counts",
    "posts_since",
    "question_texts",
    "reactions_of",
    "reading_list",
    "script",
    "short",
    "spoken_to",
    "talk_of",
    "talked_about",
    "threads_of",
    "transcript",
    "unread_by_question",
    "unread_in",
    "was_welcomed",
    "whole",
]
