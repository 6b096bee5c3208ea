"""Benchmarks: what docs/speed.md names, each beside the machine's own limit measured in the same run."""
