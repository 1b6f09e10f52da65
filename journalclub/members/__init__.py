"""Who takes part: members, their roles, how they sign in, and the club they belong to."""
