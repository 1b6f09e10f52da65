"""The roads by which articles arrive. Every one of them yields `found.FoundArticle`."""
