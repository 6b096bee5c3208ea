"""Pages of the ledger: access, then form, then service or query, then the answer. No rule lives here."""
