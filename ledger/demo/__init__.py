"""The demo's lives as plain values: a pure generator, the same for the same `today` and `seed`."""
