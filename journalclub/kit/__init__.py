"""Small tools that know nothing of journal clubs."""
