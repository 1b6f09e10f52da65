"""The chats: series, their editions, questions, posts, reactions, further reading."""
