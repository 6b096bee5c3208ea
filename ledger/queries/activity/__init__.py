"""The activity of a book: every change of it, newest first, as far as the reader may see it.

`pages` reads the lines, `lines` puts together those of entries, `shown` says what a book hides, `words` tells a line in
the reader's language, and `reverting` says who may take it back.
"""
