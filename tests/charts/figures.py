"""What every figure must be: legal for Plotly, and free of markup that a strict policy would refuse."""

import json
from typing import Any

import plotly.graph_objects as go


def check_figure(figure: dict[str, Any]) -> None:
    """Plotly takes it, it is plain JSON, and no text in it holds markup or a fixed colour."""
    go.Figure(data=figure["data"], layout=figure["layout"])
    written = json.dumps(figure, allow_nan=False)
    assert "<b>" not in written
    assert "<span" not in written
    assert "#" not in written
    assert "rgb" not in written
