"""Where the reader's weights come from: labelled items, and how they are learnt of them."""
