"""Collectors: each lists one cloud and yields what it saw and what it claims to have seen whole."""
