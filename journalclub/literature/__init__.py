"""Articles: where they come from, how they become one row each, and what is known of them."""
