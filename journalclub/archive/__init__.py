"""The club as JSON Lines: taken in from an archive, handed out whole; and one discussion in many formats."""
