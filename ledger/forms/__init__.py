"""What pages send, turned into values that services take. A form knows no rule; it knows how something is typed."""
