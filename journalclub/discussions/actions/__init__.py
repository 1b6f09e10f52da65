"""What can be done in a discussion; each act writes its rows and its change in one transaction."""
