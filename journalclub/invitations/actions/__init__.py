"""What changes invitations: drafting and sending them, and what the invited author answers."""
