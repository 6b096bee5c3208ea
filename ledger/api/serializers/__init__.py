"""What goes over the wire. Amounts are whole minor units (`…_minor`) of the currency named beside them."""
