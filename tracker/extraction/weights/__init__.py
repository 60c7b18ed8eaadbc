"""What was learnt of labelled items: how much each trait speaks for each kind and for relevance. By `make train`."""
