"""Moderation: who is let in, what is hidden, and the record of both."""
