"""Amazon Web Services: the session that alone loads its SDK, and the declared types."""
