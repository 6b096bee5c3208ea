"""Pure arithmetic of the ledger: no Django, no clock, no I/O."""
