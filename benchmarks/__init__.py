"""Measurements on seeded synthetic estates; not part of the wheel."""
