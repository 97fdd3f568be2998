"""What each cloud's documents mean: pure translators into facts that engines know."""
