"""Measurements side by side with what one would take instead; run `python -m benchmarks.graph`."""
