"""Who can get at what: reach and access joined, whichever cloud it is in."""
