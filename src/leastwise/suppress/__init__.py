"""Findings that somebody has accepted: notes in comments, in metadata and in the configuration, and what they cover.

Judging collects the notes of an application as plain data (`collect.notes_in`); once all applications are judged, a
`Ledger` says which findings they cover, and which notes are of no use.
"""

from __future__ import annotations

from leastwise.suppress.note import Note, Review, Spot

__all__ = ["Note", "Review", "Spot"]
