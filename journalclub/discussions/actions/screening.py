"""Look for patient details before anything is posted."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from journalclub import privacy
from journalclub.kit.refusal import Refusal
from journalclub.literature import views as literature


class PatientDetails(Refusal):
    """The text may identify a patient: re-word it, or say that it identifies nobody."""

    def __init__(self, findings: Sequence[privacy.Finding]) -> None:
        super().__init__(
            "patient-details", "Could this identify a patient? Re-word it, or say that it identifies nobody."
        )
        self.findings = findings


def screen(session: Session, article_id: int | None, text: str) -> None:
    """Raise PatientDetails with what was found in a text about an article."""
    if findings := found(session, article_id, text):
        raise PatientDetails(findings)


def found(session: Session, article_id: int | None, text: str) -> list[privacy.Finding]:
    """What could identify a patient in a text about an article. Its authors' names are no patient's."""
    if not privacy.findings(text):
        return []
    authors = literature.author_names(session, article_id) if article_id else []
    return list(privacy.findings(text, article_authors=authors))
