"""Search: the query language, the terms, the documents, and the engines that answer."""
