"""THE PICTURE: results in, Plotly figures out. Pure: no Django, no database."""
