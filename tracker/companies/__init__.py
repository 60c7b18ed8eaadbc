"""WHO: companies, their securities, people, counterparties and sites.

In: the bundled dataset, moderators' corrections. Out: names and identities that every other room refers to.
Owns: Company, Security, Listing, Alias, Person, Position, Counterparty, Site, SiteStatus.
Never: knows what was announced, or a price.
"""
