"""The arithmetic of offers: numbers in, numbers out; no Django, no clock, no input or output.

Amounts are whole minor units (fen) in names ending `_minor`. A rate is a `Decimal` fraction (0.12 is 12 %),
its rounded form an integer in names ending `_ppm` (120000), so four decimals of a percentage are exact.
"""
