"""What the demo's people tell the community: a pure generator, as `ledger.demo` is, and drawn from it.

No amount is typed where somebody of the demo speaks of their own money: it is taken from the entries of their books.
"""
