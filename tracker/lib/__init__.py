"""Plain Python that every room may use: the one network client, text, money, quantities. No Django in here."""
