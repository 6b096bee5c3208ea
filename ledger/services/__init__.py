"""Every change of a book's state, one function each, called alike by page, API, task, admin and command."""
