"""Amazon Web Services: documents to network facts."""
