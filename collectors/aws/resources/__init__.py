"""Declarations of AWS types, one file a service or a family of one."""
