"""What changed between two snapshots. Pure: values in, values out."""
