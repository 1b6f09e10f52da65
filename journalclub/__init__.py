"""A self-hosted journal club for clinicians."""
