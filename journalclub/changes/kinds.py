"""The closed list of what can happen. A consumer that knows no kind of a row passes it over."""

from enum import StrEnum


class Kind(StrEnum):
    """What happened; the row's ids say to what."""

    CLUB_FOUNDED = "club.founded"
    CLUB_CHANGED = "club.changed"

    MEMBER_APPLIED = "member.applied"
    MEMBER_ADDED = "member.added"
    MEMBER_VERIFIED = "member.verified"
    MEMBER_DECLINED = "member.declined"
    MEMBER_CHANGED = "member.changed"
    MEMBER_ROLES = "member.roles"
    MEMBER_SUSPENDED = "member.suspended"
    MEMBER_RESTORED = "member.restored"
    SIGN_IN_ASKED = "sign-in.asked"
    SESSION_STARTED = "session.started"
    SESSION_ENDED = "session.ended"
    TOKEN_ADDED = "token.added"
    TOKEN_REVOKED = "token.revoked"
    CALENDAR_ADDED = "calendar.added"
    CALENDAR_REVOKED = "calendar.revoked"

    ARTICLE_ADDED = "article.added"
    ARTICLE_CHANGED = "article.changed"
    ARTICLE_RETRACTED = "article.retracted"
    ARTICLE_REINSTATED = "article.reinstated"  # nobody calls it retracted any more
    ARTICLE_CONCERN = "article.concern"
    ARTICLE_CORRECTED = "article.corrected"
    ARTICLE_MERGED = "article.merged"
    ARTICLE_SPLIT = "article.split"
    FREE_LINK_ADDED = "free-link.added"
    FREE_LINK_REMOVED = "free-link.removed"
    INBOX_SET_ASIDE = "inbox.set-aside"
    INBOX_PUT_BACK = "inbox.put-back"
    PULL_FINISHED = "pull.finished"

    SERIES_ADDED = "series.added"
    SERIES_CHANGED = "series.changed"
    DISCUSSION_ADDED = "discussion.added"
    DISCUSSION_CHANGED = "discussion.changed"
    DISCUSSION_STATE = "discussion.state"
    DISCUSSION_MOVED = "discussion.moved"
    DISCUSSION_ANNOUNCED = "discussion.announced"
    DISCUSSION_CANCELLED = "discussion.cancelled"
    DISCUSSION_REINSTATED = "discussion.reinstated"
    DISCUSSION_PUBLISHED = "discussion.published"
    DISCUSSION_PINNED = "discussion.pinned"
    DISCUSSION_NOTICE = "discussion.notice"  # its article, or one of its readings, was retracted, corrected or doubted
    QUESTION_ADDED = "question.added"
    QUESTION_CHANGED = "question.changed"
    QUESTION_REMOVED = "question.removed"
    QUESTION_ASKED = "question.asked"
    READING_ADDED = "reading.added"
    READING_REMOVED = "reading.removed"
    NOMINATION_ADDED = "nomination.added"
    NOMINATION_ENDED = "nomination.ended"
    NOMINATION_RETURNED = "nomination.returned"
    VOTE_CHANGED = "vote.changed"
    DATES_CHANGED = "dates.changed"
    DISCUSSION_REMINDED = "discussion.reminded"
    HOST_ADDED = "host.added"
    HOST_REMOVED = "host.removed"
    RUN_SHEET_CHANGED = "run-sheet.changed"
    ATTENDANCE_CHANGED = "attendance.changed"
    GUEST_ADMITTED = "guest.admitted"
    GUEST_REMOVED = "guest.removed"

    POST_ADDED = "post.added"
    POST_EDITED = "post.edited"
    POST_WITHDRAWN = "post.withdrawn"
    POST_HIDDEN = "post.hidden"
    POST_RESTORED = "post.restored"
    POST_REQUOTED = "post.requoted"  # one that it quotes was edited, hidden, withdrawn or restored
    HELD_ADDED = "held.added"
    HELD_ENDED = "held.ended"  # released, refused or taken back
    REACTION_CHANGED = "reaction.changed"
    POLL_VOTED = "poll.voted"
    POLL_CLOSED = "poll.closed"
    AUTHOR_QUESTION = "author-question.changed"  # a post was marked as one, or no longer is, or was answered

    POST_MARKED = "post.marked"
    TAKE_HOME_CHANGED = "take-home.changed"
    RECAP_CHANGED = "recap.changed"
    RECAP_PUBLISHED = "recap.published"
    REFLECTION_CHANGED = "reflection.changed"

    INVITATION_DRAFTED = "invitation.drafted"
    INVITATION_SENT = "invitation.sent"
    INVITATION_ACCEPTED = "invitation.accepted"
    INVITATION_DECLINED = "invitation.declined"
    INVITATION_REVOKED = "invitation.revoked"

    LETTERS_CHOSEN = "letters.chosen"
    LETTER_QUEUED = "letter.queued"
    LETTER_SENT = "letter.sent"
    LETTER_FAILED = "letter.failed"

    SEARCH_SAVED = "search.saved"
    SEARCH_CHANGED = "search.changed"
    SEARCH_REMOVED = "search.removed"
    MEANING_CHANGED = "meaning.changed"

    SCRIPT_CHANGED = "script.changed"

    IMPORT_FINISHED = "import.finished"


# After one of these, somebody may see less than before: whoever holds a stream open is checked again.
NARROWING = frozenset(
    {
        Kind.MEMBER_ROLES,
        Kind.MEMBER_SUSPENDED,
        Kind.MEMBER_DECLINED,
        Kind.SESSION_ENDED,
        Kind.TOKEN_REVOKED,
        Kind.GUEST_REMOVED,
        Kind.HOST_REMOVED,
        Kind.INVITATION_REVOKED,
        Kind.DISCUSSION_CHANGED,
        Kind.DISCUSSION_STATE,
    }
)

# These change numbers on a post and nothing else: of a burst, the last one tells all.
COUNTED = frozenset({Kind.REACTION_CHANGED, Kind.POLL_VOTED})

# These change what lies on the host's desk and nothing that others see: the stream says only that something there did.
DESK = frozenset({Kind.SCRIPT_CHANGED, Kind.HELD_ADDED, Kind.HELD_ENDED, Kind.POST_MARKED})

# After one of these, somebody is something else in a discussion than before.
BADGES = frozenset({Kind.HOST_ADDED, Kind.HOST_REMOVED, Kind.GUEST_ADMITTED, Kind.GUEST_REMOVED})
