"""The cards of a book's overview. One module each, with its query; its template is ledger/cards/_<key>.html."""
