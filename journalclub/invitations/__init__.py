"""Invitations: an article's author is asked into one discussion, once, by a letter with a link of their own."""
