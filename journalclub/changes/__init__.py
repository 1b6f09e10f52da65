"""The change log: one thin row for every act, written in the act's own transaction, read by whoever follows."""
