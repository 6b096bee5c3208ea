"""Guesses what a record was for, as a concept that every scene maps onto a category of its own."""

from .dictionary import Dictionary, DictionaryError, read_dictionary, standard_dictionary
from .guesser import BELIEVED, NO_GUESS, Guess, guess, guess_meal, guess_words

__all__ = [
    "BELIEVED",
    "NO_GUESS",
    "Dictionary",
    "DictionaryError",
    "Guess",
    "guess",
    "guess_meal",
    "guess_words",
    "read_dictionary",
    "standard_dictionary",
]
