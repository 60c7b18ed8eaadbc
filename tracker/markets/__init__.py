"""THE PRICE: daily bars, fetched and kept.

In: providers (Yahoo through yfinance, CSV files). Out: bars by security and session, and how fresh they are.
Owns: PriceBar, CorporateAction, PriceFeed, EmptySession, ProviderPause, MoveCheck. Pure: calendar, providers.
Never: knows why a price moved.
"""
