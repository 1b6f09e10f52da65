"""What the club will discuss: members nominate articles for a series and vote, hosts choose."""
