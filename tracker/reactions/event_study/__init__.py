"""The event study: returns in, abnormal returns and tests out; numpy and scipy only.

model       what goes in: Panel, Event, Spec
placing     events on the panel: session, halt, masked days
windows     the sessions around events, missing values and spans kept
general     the regression for any event: centred, masked, weighted
regular     the same for complete windows, from sums over blocks: for many events at once
fitting     which event goes which way
fitted      abnormal returns, and all that is worked out from them when it is asked for
overlap     how far events share sessions: the mean correlation of a group
statistics, ranks, rank_sums    the tests, each a plain function
    ordering    ranks with ties shared
groups      one group of events over all windows; its path
multiple    false discovery rate
placebos    the same means on random days without news
files       panels and events from CSV
report      a whole study as JSON

Two ways to one fit. `general` centres each window by itself in two passes; `regular` takes sums over blocks, about
fifteen times as fast, and is used from 1,000 events on. On the reference data both agree with the reference to 2e-12
of each figure and with each other to 1e-12; sums over the whole history would lose more the longer it is.
"""

from tracker.reactions.event_study.fitted import Fitted
from tracker.reactions.event_study.fitting import fit
from tracker.reactions.event_study.groups import Cell, Group, Path, group, path
from tracker.reactions.event_study.model import (
    HEADLINE,
    NINE_WINDOWS,
    BadSpec,
    Event,
    Model,
    Panel,
    Quality,
    Reason,
    Spec,
)
from tracker.reactions.event_study.multiple import adjust
from tracker.reactions.event_study.placebos import Placebo, placebo
from tracker.reactions.event_study.placing import Placed, place

__all__ = [
    "HEADLINE",
    "NINE_WINDOWS",
    "BadSpec",
    "Cell",
    "Event",
    "Fitted",
    "Group",
    "Model",
    "Panel",
    "Path",
    "Placebo",
    "Placed",
    "Quality",
    "Reason",
    "Spec",
    "adjust",
    "fit",
    "group",
    "path",
    "place",
    "placebo",
]
