"""Letters: a change becomes a letter in the outbox; the sender hands it over, with a secret link minted that moment."""
