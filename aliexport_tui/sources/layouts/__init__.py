"""What the rows of a table mean, by the program that wrote them. All give the same Offers and products."""
