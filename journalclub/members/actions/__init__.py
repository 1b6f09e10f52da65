"""What changes members: joining, signing in, tokens, roles, the profile, and founding the club."""
