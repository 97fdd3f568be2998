"""Who can send which packets to what: a pure engine that knows no cloud."""
