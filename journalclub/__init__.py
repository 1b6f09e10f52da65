"""A self-hosted journal club for clinicians."""

__version__ = "0.1.0"
