"""What the numbers of moderation are made of: from rows to figures, without the database."""
